// The OpenID provider as a process of its own, for a portal of ours.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Starts it for the portal at `host:port`, and waits until it answers.
 *
 * @param {string} portal
 * @param {import('node:child_process').ChildProcess[]} children ends up with the process, whatever becomes of it
 * @returns {Promise<string>} the issuer
 */
export async function startProvider(portal, children) {
  const script = join(import.meta.dirname, 'provider.mjs');
  const uris = ['/auth/callback', '/', '/auth/back-channel-logout'].map((path) => `http://${portal}${path}`);
  return (await said(children, process.execPath, [script, '0', ...uris], 'ready ')).slice('ready '.length);
}

/**
 * Starts a program and waits for the line that begins so.
 *
 * @param {import('node:child_process').ChildProcess[]} children
 * @param {string} program
 * @param {string[]} args
 * @param {string} start
 * @returns {Promise<string>}
 */
export async function said(children, program, args, start) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  for await (const line of createInterface(child.stdout)) if (line.startsWith(start)) return line;
  throw new Error(`${program} ended before it was ready`);
}
