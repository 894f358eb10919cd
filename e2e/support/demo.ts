import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, gateway } from './settings.ts';

/** A demo of its own, for tests that need other settings than everybody else's. */
export class Demo {
  private child: ChildProcess | undefined;

  private constructor(
    readonly address: string,
    /** Where its store keeps what people put in. */
    readonly data: string,
    private readonly ops: string,
    private readonly given: string[],
  ) {}

  static async start(...options: string[]): Promise<Demo> {
    const [portal, s3, ops, provider] = freePorts(4).split(' ').map((port) => `127.0.0.1:${port}`);
    const data = mkdtempSync(join(tmpdir(), 'cellier-e2e-own-'));
    const listen = ['--portal-listen', portal!, '--s3-listen', s3!, '--ops-listen', ops!, '--oidc-listen', provider!];
    const demo = new Demo(`http://${portal}`, data, ops!, ['demo', '--data', data, ...listen, ...options]);
    await demo.begin();
    return demo;
  }

  /** Killed in the middle of whatever it does. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.child!.once('exit', resolve));
    this.child!.kill('SIGKILL');
    await ended;
  }

  /** At the same addresses, with the same data as before. */
  async begin(): Promise<void> {
    this.child = spawn(gateway, this.given, { stdio: 'ignore' });
    const deadline = Date.now() + 30_000;
    while (!(await fetch(`http://${this.ops}/readyz`).then((answer) => answer.ok, () => false))) {
      if (deadline < Date.now() || this.child.exitCode !== null) throw new Error('the demo did not become ready');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  get pid(): number {
    return this.child!.pid!;
  }

  /** Ended, and what its store kept removed. */
  async stop(): Promise<void> {
    const child = this.child!;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.data, { recursive: true });
  }
}
