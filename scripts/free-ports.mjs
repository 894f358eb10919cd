// free-ports.mjs COUNT: so many ports of loopback that nobody listens on, in one line. For tests and measurements that start
// programs of their own.
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';

/** Below those that systems give to connections that go out (from 32768 on), which would take one before its program does. */
const [LOWEST, HIGHEST] = [20_000, 32_000];

export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listening() {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(listening()));
    server.listen(LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST)), '127.0.0.1', () => resolve(server));
  });
}

const asked = process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename;
if (asked) console.log((await freePorts(Number(process.argv[2]))).join(' '));
