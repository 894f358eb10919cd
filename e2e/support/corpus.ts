import { deflateSync, gzipSync } from 'node:zlib';
import type { Page, Route } from '@playwright/test';

// Files to look into, well-behaved and not; each made here, so that nobody has to trust a binary in the repository.

/** What hostile files try to do. Nothing of them may run, so it never exists. */
export const MARKER = 'fileRanHere';
const PAYLOAD = `try{top.${MARKER}=1}catch{};globalThis.${MARKER}=1;fetch('/api/session?stolen')`;

export const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

/** As old French spreadsheets write it: semicolons, decimal commas, windows-1252. */
export const oldFrenchTable = Buffer.from('région;indice;relevé le\nMontréal;1,5;2026-10-01\nQuébec;2,25;2026-10-02\n', 'latin1');

export const tenThousandColumns = (() => {
  const row = (name: (index: number) => string) => Array.from({ length: 10_000 }, (_, index) => name(index)).join(',');
  return [row((index) => `c${index}`), row(String), row(String)].join('\n');
})();

export const notebook = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { language_info: { name: 'python' } },
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# Price index\n', `<img src=x onerror="${PAYLOAD}">`] },
    {
      cell_type: 'code',
      execution_count: 1,
      metadata: {},
      source: 'print("été")',
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['été\n'] },
        { output_type: 'display_data', metadata: {}, data: { 'text/html': `<script>${PAYLOAD}</script><b>bold</b>`, 'application/javascript': PAYLOAD } },
      ],
    },
  ],
});

export const hostileMarkdown = [
  '# A guide',
  '',
  `<script>${PAYLOAD}</script>`,
  `<img src=x onerror="${PAYLOAD}"> <svg onload="${PAYLOAD}"></svg>`,
  `[press](javascript:${PAYLOAD}) <iframe srcdoc="<script>${PAYLOAD}</script>"></iframe>`,
  '<form action=/auth/sign-out method=post><button>Sign out</button></form>',
  '',
  'Plain words stay.',
].join('\n');

export const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="${PAYLOAD}"><script>${PAYLOAD}</script><circle r="9"/></svg>`;
export const html = `<!doctype html><title>x</title><body onload="${PAYLOAD}"><script>${PAYLOAD}</script>`;

/** A real image whose comment is a page. */
export const polyglot = png(3, 2, html);

export function png(width: number, height: number, comment = ''): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const rows = Buffer.alloc(height * (1 + 3 * width), 90);
  for (let row = 0; row < height; row++) rows[row * (1 + 3 * width)] = 0;
  const chunks = [chunk('IHDR', header), chunk('tEXt', Buffer.from(`Comment\0${comment}`)), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** An image of a few bytes that would unpack to twelve gigabytes. */
export const imageBomb = (() => {
  const bytes = png(1, 1);
  bytes.writeUInt32BE(65_536, 16);
  bytes.writeUInt32BE(65_536, 20);
  return bytes;
})();

/** A second of silence. */
export const wav = (() => {
  const samples = Buffer.alloc(8000, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
})();

export const pdf = (() => {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>',
  ];
  let body = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  return `${body}xref\n0 4\n0000000000 65535 f \n${places.join('')}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF`;
})();

export const gzip = (text: string) => gzipSync(text);

interface Entry {
  name: string;
  data: Buffer | string;
  /** What the archive says it unpacks to. */
  claims?: bigint;
}

/** Stored entries, Zip64 sizes in the directory where an entry claims more than it holds. */
export function zip(entries: Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, claims } of entries) {
    const bytes = Buffer.from(data);
    const label = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt32LE(bytes.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(label.length, 26);
    const extra = Buffer.alloc(claims ? 12 : 0);
    if (claims) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(8, 2);
      extra.writeBigUInt64LE(claims, 4);
    }
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(0x4980, 12);
    central.writeUInt16LE(0x5d72, 14);
    central.writeUInt32LE(bytes.length, 20);
    central.writeUInt32LE(claims ? 0xffffffff : bytes.length, 24);
    central.writeUInt16LE(label.length, 28);
    central.writeUInt16LE(extra.length, 30);
    central.writeUInt32LE(at, 42);
    files.push(local, label, bytes);
    directory.push(central, label, extra);
    at += local.length + label.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, listed, end]);
}

/** Bytes that were read of a file that exists only as far as it is asked for. */
export interface Reads {
  bytes: number;
  ranges: [number, number][];
}

/**
 * Answers for one key as a store with a file of `size` bytes would, whose byte at any place `content` tells. Whoever asks
 * for all of it gets nothing.
 */
export async function pretend(page: Page, key: string, size: number, content: (from: number, length: number) => Buffer): Promise<Reads> {
  const reads: Reads = { bytes: 0, ranges: [] };
  await page.route(
    (url) => url.pathname.endsWith('/objects') && url.searchParams.get('key') === key,
    async (route: Route) => {
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(route.request().headers()['range'] ?? '') ?? [];
      if (first === undefined) return route.abort();
      const from = Number(first);
      const to = Math.min(Number(last), size - 1);
      reads.bytes += to - from + 1;
      reads.ranges.push([from, to]);
      await route.fulfill({
        status: 206,
        headers: { 'content-range': `bytes ${from}-${to}/${size}`, etag: '"pretended"', 'content-type': 'application/octet-stream' },
        body: content(from, to - from + 1),
      });
    },
  );
  return reads;
}

/** A text repeated without end, as read from any place. */
export function repeated(text: string): (from: number, length: number) => Buffer {
  const bytes = Buffer.from(text);
  return (from, length) => {
    const start = from % bytes.length;
    const whole = Buffer.alloc(Math.ceil((start + length) / bytes.length) * bytes.length, bytes);
    return whole.subarray(start, start + length);
  };
}
