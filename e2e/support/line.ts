import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * The line between a browser and a gateway, as bad as a test wants it: slow, cut, dead without saying so, or with a byte
 * that arrives as another one. What passes is otherwise what was sent, so the page and the gateway are the real ones.
 */
export class Line {
  /** Bytes a second that go up, over all connections; 0: as many as come. */
  upPerSecond = 0;
  /** Hears each piece on its way up, and may change it in place. */
  up: (piece: Buffer) => void = () => {};
  private isCut = false;
  private isDead = false;
  private readonly pairs = new Set<[Socket, Socket]>();
  private readonly server: Server;

  private constructor(private readonly port: number) {
    this.server = createServer((near) => this.pass(near));
  }

  /** In front of `http://127.0.0.1:PORT`. */
  static async inFrontOf(address: string): Promise<Line> {
    const line = new Line(Number(new URL(address).port));
    await new Promise<void>((resolve) => line.server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Whatever is under way breaks, and nothing new comes through, until it is mended. */
  cut(): void {
    this.isCut = true;
    for (const [near, far] of this.pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Half open: nothing moves any more, and nobody is told. */
  die(): void {
    this.isDead = true;
    for (const pair of this.pairs) pair.forEach((socket) => socket.pause());
  }

  mend(): void {
    this.isCut = false;
    this.isDead = false;
    for (const pair of this.pairs) pair.forEach((socket) => socket.resume());
  }

  stop(): void {
    this.cut();
    this.server.close();
  }

  private pass(near: Socket): void {
    if (this.isCut) return void near.resetAndDestroy();
    const far = connect(this.port, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    this.pairs.add(pair);
    if (this.isDead) pair.forEach((socket) => socket.pause());
    near.on('data', (piece) => this.forward(near, far, piece as Buffer));
    far.on('data', (piece) => near.write(piece));
    near.on('error', () => far.destroy()).on('close', () => this.end(pair));
    far.on('error', () => near.destroy()).on('close', () => this.end(pair));
  }

  private forward(near: Socket, far: Socket, piece: Buffer): void {
    this.up(piece);
    const isFull = !far.write(piece);
    const share = this.upPerSecond / Math.max(1, this.pairs.size);
    const pause = share === 0 ? 0 : (piece.length / share) * 1000;
    if (!isFull && pause === 0) return;
    near.pause();
    const go = () => void (this.isDead || near.resume());
    if (pause !== 0) setTimeout(go, pause);
    else far.once('drain', go);
  }

  private end(pair: [Socket, Socket]): void {
    this.pairs.delete(pair);
    pair.forEach((socket) => socket.destroy());
  }
}
