// The last hook of Trunk: cuts the wasm into parts, adds the workers, checks the page, compresses what ships. One hook, because Trunk
// runs those of a stage side by side.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compress } from './compress.mjs';
import { split } from './split.mjs';
import { worker } from './workers.mjs';

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error('TRUNK_STAGING_DIR is not set: this runs as a hook of Trunk');
const release = process.env.TRUNK_PROFILE === 'release';

split(staging, release);
for (const name of ['viewer', 'checksums', 'columns']) worker(name, staging, release);
if (release) {
  // Live reload of `trunk serve` is an inline script; it never ships.
  refuseInline(readFileSync(join(staging, 'index.html'), 'utf8'));
  compress(staging);
}

/** The Content-Security-Policy of the gateway would refuse it: better here than in front of a person. */
function refuseInline(page) {
  for (const [what, pattern] of [
    ['script', /<script(?![^>]*\ssrc=)[^>]*>/],
    ['style', /<style|\sstyle=/],
    ['event handler', /\son[a-z]+=/],
  ]) {
    if (pattern.test(page)) throw new Error(`index.html holds an inline ${what}`);
  }
}
