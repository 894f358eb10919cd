import { createServer, request as ask, Agent, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request for an object. */
type Mishap = 'turned away' | 'done and denied' | 'taken back' | 'cut';
const MISHAPS: Mishap[] = ['turned away', 'done and denied', 'taken back', 'cut'];

const error = (code: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;

/**
 * What stands between Cellier and an S3 storage and fails now and then, before or after the storage did what was asked:
 * the storage itself is real, and so is what is in it afterwards. Requests pass as they were signed.
 */
export class Shaky {
  /** Every so many requests for objects one goes wrong; 0: none. */
  faultEvery = 0;
  faults = 0;
  /** What the storage refuses for good, by method and key. */
  refuses: (method: string, key: string) => boolean = () => false;
  /** Hears of each request for an object. */
  heard: (request: IncomingMessage, key: string) => void = () => {};
  private requests = 0;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly server: Server;

  private constructor(private readonly storage: URL) {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  static async inFrontOf(storage: string): Promise<Shaky> {
    const shaky = new Shaky(new URL(storage));
    await new Promise<void>((resolve) => shaky.server.listen(0, '127.0.0.1', resolve));
    return shaky;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
    this.agent.destroy();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const [, , ...rest] = request.url!.split('?')[0]!.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const say = (status: number, body: string) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
    };
    if (key) this.heard(request, key);
    if (key && this.refuses(request.method!, key)) return say(403, error('AccessDenied'));
    const mishap = key ? this.mishap() : undefined;
    if (mishap === 'turned away') return say(503, error('SlowDown'));
    // Status 200, and then: not done (CopyObject, "200 OK response can contain an error").
    if (mishap === 'taken back' && request.method === 'PUT') return say(200, `  ${error('InternalError')}`);
    const passed = ask(this.storage, { path: request.url, method: request.method, agent: this.agent, setHost: false });
    for (let index = 0; index < request.rawHeaders.length; index += 2) passed.appendHeader(request.rawHeaders[index]!, request.rawHeaders[index + 1]!);
    passed.on('error', () => response.destroy());
    passed.on('response', (answer) => {
      if (mishap === 'cut') {
        answer.resume().on('end', () => response.destroy());
      } else if (mishap === 'done and denied') {
        answer.resume().on('end', () => say(500, error('InternalError')));
      } else {
        response.writeHead(answer.statusCode!, answer.rawHeaders);
        answer.pipe(response);
      }
    });
    request.pipe(passed);
  }

  private mishap(): Mishap | undefined {
    if (this.faultEvery === 0 || ++this.requests % this.faultEvery !== 0) return undefined;
    return MISHAPS[this.faults++ % MISHAPS.length];
  }
}
