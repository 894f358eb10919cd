import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, gateway } from './settings.ts';

/** A demo of its own, for tests that need other settings than everybody else's. */
export class Demo {
  private constructor(
    readonly address: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(...options: string[]): Promise<Demo> {
    const [portal, s3, ops, provider] = freePorts(4).split(' ').map((port) => `127.0.0.1:${port}`);
    const data = mkdtempSync(join(tmpdir(), 'cellier-e2e-own-'));
    const listen = ['--portal-listen', portal!, '--s3-listen', s3!, '--ops-listen', ops!, '--oidc-listen', provider!];
    const child = spawn(gateway, ['demo', '--data', data, ...listen, ...options], { stdio: 'ignore' });
    const deadline = Date.now() + 30_000;
    while (!(await fetch(`http://${ops}/readyz`).then((answer) => answer.ok, () => false))) {
      if (deadline < Date.now() || child.exitCode !== null) throw new Error('the demo did not become ready');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return new Demo(`http://${portal}`, child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  stop(): void {
    this.child.kill('SIGTERM');
  }
}
