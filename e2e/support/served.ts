import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { said, startProvider } from '../provider/start.mjs';
import { freePorts, gateway } from './settings.ts';
import { Shaky } from './shaky.ts';

/** The embedded store as a program of its own; built beside the gateway (`cargo test --examples`). */
const store = process.env.STORE_BIN ?? join(dirname(gateway), 'examples/store');
const KEYS = ['served', 'secret-of-the-served'];
const READY_SECONDS = 60;

/** `cellier serve` with a storage that can fail, and the certified OpenID provider: all of them processes of this test. */
export class Served {
  private constructor(
    readonly address: string,
    /** Between Cellier and the storage. */
    readonly storage: Shaky,
    private readonly children: ChildProcess[],
  ) {}

  /** `filling` says how many objects a bucket holds from the start, in `folder/`; it belongs to whose handle it bears. */
  static async start(filling: Record<string, number>): Promise<Served> {
    const folder = mkdtempSync(join(tmpdir(), 'cellier-e2e-served-'));
    const [portal, s3, ops, stored] = freePorts(4).split(' ').map((port) => `127.0.0.1:${port}`);
    const children: ChildProcess[] = [];
    const fillings = Object.entries(filling).map(([bucket, count]) => `${bucket}=${count}`);
    await said(children, store, [join(folder, 'store'), stored!, ...KEYS, ...fillings], 'ready');
    const storage = await Shaky.inFrontOf(`http://${stored}`);
    const issuer = await startProvider(portal!, children);
    writeFileSync(join(folder, 'sealing.key'), randomBytes(32).toString('base64'), { mode: 0o600 });
    const file = join(folder, 'cellier.toml');
    writeFileSync(file, settings(folder, { portal: portal!, s3: s3!, ops: ops!, issuer, storage: storage.address }));
    children.push(spawn(gateway, ['serve', '--config', file], { stdio: 'ignore' }));
    const deadline = Date.now() + READY_SECONDS * 1000;
    while (!(await fetch(`http://${ops}/readyz`).then((answer) => answer.ok, () => false))) {
      if (deadline < Date.now()) throw new Error('cellier serve did not become ready');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return new Served(`http://${portal}`, storage, children);
  }

  stop(): void {
    for (const child of this.children) child.kill('SIGTERM');
    this.storage.stop();
  }
}

function settings(folder: string, at: Record<'portal' | 's3' | 'ops' | 'issuer' | 'storage', string>): string {
  return `public_url = "http://${at.portal}"
database_file = "${join(folder, 'cellier.db')}"
sealing_key_file = "${join(folder, 'sealing.key')}"
adopt_by_name = true
portal = { listen = "${at.portal}" }
s3 = { listen = "${at.s3}" }
ops = { listen = "${at.ops}" }

[oidc]
issuer = "${at.issuer}"
client_id = "cellier"
client_secret = "cellier-secret"

[[instance]]
id = "minimal"
kind = "self-serve"
name = { en = "Minimal", fr = "Minimal" }
endpoint = "${at.storage}"
region = "local"
access_key = "${KEYS[0]}"
secret_key = "${KEYS[1]}"
capabilities = { conditional_writes = true, conditional_copies = true, conditional_deletes = true, conditional_sources = true, tags = true, dot_segments = true, leading_slashes = true, md5_etags = true }
`;
}

/** On the pages of oidc-provider: any password will do. */
export async function signInAtProvider(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}
