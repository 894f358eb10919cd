import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The least that Linux waits for word of what it sent before it sends it again (TCP_RTO_MIN). */
const RETRANSMISSION_MS = 200;
/** What is under way one way of one connection, at most: as much as a receiver's window. */
const WINDOW_BYTES = 4 << 20;

/**
 * The line between a browser and a gateway, as bad as a test wants it. It is
 *
 * - slow: so much goes up a second (`upPerSecond`);
 * - far (delay): each piece arrives so much later, and a connection takes a round trip to make (`delayMs`);
 * - lossy: TCP sends again what was lost, so above it a loss is that nothing comes for a while, then all at once
 *   (`bytesPerLoss`); where the same is lost again and again, the connection breaks (`bytesPerReset`);
 * - cut: all that is under way breaks, and nothing new comes through (`cut`);
 * - hung up on: all that is under way ends before its end (`hangUp`);
 * - half open: nothing moves any more, and nobody is told (`die`);
 * - faulty: a byte arrives as another one (`up`).
 *
 * What passes is otherwise what was sent, in its order, so the page and the gateway are the real ones.
 */
export class Line {
  /** Bytes a second that go up, over all connections; 0: as many as come. */
  upPerSecond = 0;
  /** Each way. */
  delayMs = 0;
  /** One packet in so many bytes, both ways together, is lost and sent again; 0: none. */
  bytesPerLoss = 0;
  /** One connection breaks in so many bytes, both ways together; 0: none. */
  bytesPerReset = 0;
  /** How often that happened. */
  losses = 0;
  resets = 0;
  /** Hear each piece on its way, and may change it in place. */
  up: (piece: Buffer) => void = () => {};
  down: (piece: Buffer) => void = () => {};
  isDead = false;
  private isCut = false;
  private passed = 0;
  private readonly connections = new Set<Connection>();
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
    this.connections.forEach(reset);
  }

  /** Whatever is under way is ended in its middle, as by a proxy that is replaced; what comes anew passes. */
  hangUp(): void {
    for (const { near, far } of this.connections) {
      near.destroySoon();
      far.destroy();
    }
  }

  /** Half open: nothing moves any more, and nobody is told. */
  die(): void {
    this.isDead = true;
    for (const { ways } of this.connections) ways.forEach((way) => way.settle());
  }

  mend(): void {
    this.isCut = false;
    this.isDead = false;
    for (const { ways } of this.connections) ways.forEach((way) => way.settle());
  }

  stop(): void {
    this.cut();
    this.server.close();
  }

  private pass(near: Socket): void {
    if (this.isCut) return void near.resetAndDestroy();
    const far = connect(this.port, '127.0.0.1');
    const connection: Connection = { near, far, ways: [] };
    const upward = new Way(this, near, far, (piece) => {
      this.up(piece);
      return { lateMs: this.weather(connection, piece), pauseMs: this.upPause(piece) };
    });
    const downward = new Way(this, far, near, (piece) => {
      this.down(piece);
      return { lateMs: this.weather(connection, piece), pauseMs: 0 };
    });
    connection.ways.push(upward, downward);
    this.connections.add(connection);
    for (const socket of [near, far]) socket.on('close', () => void (near.destroyed && far.destroyed && this.connections.delete(connection)));
  }

  /** How much later than usual a piece arrives, by what is lost of it. */
  private weather(connection: Connection, piece: Buffer): number {
    const happens = (every: number) => every !== 0 && Math.floor(this.passed / every) < Math.floor((this.passed + piece.length) / every);
    const [isLost, isBroken] = [happens(this.bytesPerLoss), happens(this.bytesPerReset)];
    this.passed += piece.length;
    if (isBroken) {
      this.resets++;
      reset(connection);
    }
    if (!isLost) return 0;
    this.losses++;
    return RETRANSMISSION_MS + 2 * this.delayMs;
  }

  private upPause(piece: Buffer): number {
    return this.upPerSecond === 0 ? 0 : (piece.length / (this.upPerSecond / Math.max(1, this.connections.size))) * 1000;
  }
}

interface Connection {
  near: Socket;
  far: Socket;
  ways: Way[];
}

function reset({ near, far }: Connection): void {
  near.resetAndDestroy();
  far.destroy();
}

/** One way of one connection: what comes in at one end goes out at the other, in its order and in its time. */
class Way {
  private readonly pieces: { bytes: Buffer; dueMs: number }[] = [];
  private bytes = 0;
  private dueMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isPaused = false;
  private isFull = false;
  private isOver = false;

  constructor(
    private readonly line: Line,
    private readonly from: Socket,
    private readonly to: Socket,
    /** What the line does to a piece that comes in. */
    private readonly meet: (piece: Buffer) => { lateMs: number; pauseMs: number },
  ) {
    // The round trip that it takes to make a connection comes before the first journey.
    this.dueMs = Date.now() + 3 * line.delayMs;
    from.on('data', (piece) => this.take(piece as Buffer));
    // What is under way arrives, and then the end does.
    from.on('error', () => {}).on('close', () => {
      this.isOver = true;
      this.settle();
    });
    to.on('drain', () => {
      this.isFull = false;
      this.settle();
    });
    this.settle();
  }

  /** Goes on as far as the line lets it. */
  settle(): void {
    if (this.line.isDead) return void this.from.pause();
    while (!this.isFull && this.pieces.length !== 0 && this.pieces[0]!.dueMs <= Date.now()) {
      const { bytes } = this.pieces.shift()!;
      this.bytes -= bytes.length;
      this.isFull = !this.to.write(bytes);
    }
    const next = this.pieces[0];
    if (next && !this.isFull) this.timer ??= setTimeout(() => this.wake(), next.dueMs - Date.now());
    if (!next && this.isOver) this.to.destroySoon();
    if (this.isPaused || this.isFull || WINDOW_BYTES <= this.bytes) this.from.pause();
    else this.from.resume();
  }

  private wake(): void {
    this.timer = undefined;
    this.settle();
  }

  private take(bytes: Buffer): void {
    const { lateMs, pauseMs } = this.meet(bytes);
    if (this.to.destroyed) return;
    // What comes behind a piece that is late waits for it.
    this.dueMs = Math.max(this.dueMs, Date.now() + this.line.delayMs + lateMs);
    this.pieces.push({ bytes, dueMs: this.dueMs });
    this.bytes += bytes.length;
    if (pauseMs !== 0) {
      this.isPaused = true;
      setTimeout(() => {
        this.isPaused = false;
        this.settle();
      }, pauseMs);
    }
    this.settle();
  }
}
