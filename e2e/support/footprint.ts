import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from '@playwright/test';

/** What the page and the programs around it hold at one moment, in bytes but for the nodes. */
export interface Footprint {
  /** Objects of JavaScript, after the garbage was collected. */
  heap: number;
  /** The memory of the page's own WebAssembly, which never shrinks. */
  wasm: number;
  /** All nodes that live, in the document or not. */
  nodes: number;
  /** Private memory of the processes that draw pages and run their workers. */
  renderers: number;
  /** Private memory of the browser itself, which writes downloads to disk. */
  browser: number;
  gateway: number;
}

/** What was held before something was done. */
export interface Found {
  before: Footprint;
  /** The most that was found at any time afterwards. */
  most: Footprint;
}

export function more(found: Found, now: Partial<Footprint>): void {
  for (const [name, value] of Object.entries(now) as [keyof Footprint, number][]) found.most[name] = Math.max(found.most[name], value);
}

export function grown({ before, most }: Found): Footprint {
  return Object.fromEntries(Object.entries(most).map(([name, value]) => [name, value - before[name as keyof Footprint]])) as unknown as Footprint;
}

/** Measures a page, its browser (Chromium) and the gateway. Linux: sizes come from /proc. */
export class Scales {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
    private readonly processes: CDPSession,
    /** Started anew, it is another process. */
    private readonly gateway: { pid: number },
  ) {}

  /** Has to be there before the page is loaded: afterwards nothing leads to the memory of its WebAssembly. */
  static async under(browser: Browser, page: Page, gateway: { pid: number }): Promise<Scales> {
    await page.addInitScript(() => {
      const memories: WebAssembly.Memory[] = ((globalThis as unknown as { memories: WebAssembly.Memory[] }).memories = []);
      const { instantiateStreaming } = WebAssembly;
      WebAssembly.instantiateStreaming = async (...source) => {
        const made = await instantiateStreaming.apply(WebAssembly, source);
        const { memory } = made.instance.exports;
        if (memory instanceof WebAssembly.Memory) memories.push(memory);
        return made;
      };
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new Scales(page, session, await browser.newBrowserCDPSession(), gateway);
  }

  async weigh(): Promise<Footprint> {
    // Twice: what the first turn lets go of is collected by the second.
    for (let turn = 0; turn < 2; turn++) await this.session.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.session.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((metric) => metric.name === name)!.value;
    const wasm = await this.page.evaluate(() => (globalThis as unknown as { memories: WebAssembly.Memory[] }).memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
    return { heap: metric('JSHeapUsedSize'), nodes: metric('Nodes'), wasm, ...(await this.resident()) };
  }

  /** Of the processes alone, which disturbs none of them. */
  async resident(): Promise<Pick<Footprint, 'renderers' | 'browser' | 'gateway'>> {
    const { processInfo } = await this.processes.send('SystemInfo.getProcessInfo');
    const sum = (type: string) => processInfo.filter((process) => process.type === type).reduce((sum, { id }) => sum + privateBytes(id), 0);
    return { renderers: sum('renderer'), browser: sum('browser'), gateway: privateBytes(this.gateway.pid) };
  }
}

/** The most that a process ever held, its program included: the kernel keeps count, so that no moment is missed. */
export const peakBytes = (process: number) => bytesOf(process, 'VmHWM');

const privateBytes = (process: number) => bytesOf(process, 'RssAnon');

/** Of proc(5); nothing for a process that has just ended. */
function bytesOf(process: number, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${process}/status`, 'utf8'))![1]) * 1024;
  } catch {
    return 0;
  }
}
