import type { Page } from '@playwright/test';

// A film of our own making: coloured frames that the browser encodes (WebCodecs), put together here as WebM, with room
// between its beginning and its end. Whoever looks at the end of it has to ask for the end.

/** Matroska's own names for what follows (RFC 9559); lengths are written in eight bytes throughout. */
const ID = {
  ebml: 0x1a45dfa3, docType: 0x4282, docTypeVersion: 0x4287, docTypeReadVersion: 0x4285,
  segment: 0x18538067, seekHead: 0x114d9b74, seek: 0x4dbb, seekId: 0x53ab, seekPosition: 0x53ac,
  info: 0x1549a966, timestampScale: 0x2ad7b1, duration: 0x4489, muxingApp: 0x4d80, writingApp: 0x5741,
  tracks: 0x1654ae6b, track: 0xae, trackNumber: 0xd7, trackUid: 0x73c5, trackType: 0x83, codec: 0x86, video: 0xe0, width: 0xb0, height: 0xba,
  cluster: 0x1f43b675, timestamp: 0xe7, simpleBlock: 0xa3,
  cues: 0x1c53bb6b, cuePoint: 0xbb, cueTime: 0xb3, cuePositions: 0xb7, cueTrack: 0xf7, cuePosition: 0xf1,
  room: 0xec,
};

const WIDTH = 160;
const HEIGHT = 90;
const FRAMES_PER_SECOND = 10;

/** `seconds` of film as WebM; before its second half lie `roomBytes` that say nothing. */
export async function film(page: Page, seconds: number, roomBytes: number): Promise<Buffer> {
  const frames = await encode(page, seconds * FRAMES_PER_SECOND);
  const half = frames.length / 2;
  const start = element(ID.ebml, text(ID.docType, 'webm'), number(ID.docTypeVersion, 2), number(ID.docTypeReadVersion, 2));
  const info = element(ID.info, number(ID.timestampScale, 1_000_000), float(ID.duration, seconds * 1000), text(ID.muxingApp, 'cellier'), text(ID.writingApp, 'cellier'));
  const size = element(ID.video, number(ID.width, WIDTH), number(ID.height, HEIGHT));
  const tracks = element(ID.tracks, element(ID.track, number(ID.trackNumber, 1), number(ID.trackUid, 1), number(ID.trackType, 1), text(ID.codec, 'V_VP8'), size));
  const first = cluster(frames.slice(0, half), 0);
  const room = element(ID.room, Buffer.alloc(roomBytes));
  const second = cluster(frames.slice(half), half);
  // Where the parts begin, counted from the inside of the segment; the head that tells it has one length whatever it tells.
  const head = (cues: number) => element(ID.seekHead, element(ID.seek, number(ID.seekId, ID.cues), number(ID.seekPosition, cues)));
  const atFirst = head(0).length + info.length + tracks.length;
  const atSecond = atFirst + first.length + room.length;
  const cue = (frame: number, at: number) => element(ID.cuePoint, number(ID.cueTime, milliseconds(frame)), element(ID.cuePositions, number(ID.cueTrack, 1), number(ID.cuePosition, at)));
  const cues = element(ID.cues, cue(0, atFirst), cue(half, atSecond));
  return Buffer.concat([start, element(ID.segment, head(atSecond + second.length), info, tracks, first, room, second, cues)]);
}

/** Frames of VP8; the first of each half stands for itself. */
async function encode(page: Page, count: number): Promise<Buffer[]> {
  const frames = await page.evaluate(
    async ({ count, width, height, rate }) => {
      const encoded: number[][] = [];
      const encoder = new VideoEncoder({
        output: (chunk) => {
          const bytes = new Uint8Array(chunk.byteLength);
          chunk.copyTo(bytes);
          encoded.push([...bytes]);
        },
        error: (error) => {
          throw error;
        },
      });
      encoder.configure({ codec: 'vp8', width, height, framerate: rate });
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d')!;
      for (let index = 0; index < count; index++) {
        context.fillStyle = `hsl(${(360 * index) / count} 80% 50%)`;
        context.fillRect(0, 0, width, height);
        const frame = new VideoFrame(canvas, { timestamp: (index * 1_000_000) / rate });
        encoder.encode(frame, { keyFrame: index % (count / 2) === 0 });
        frame.close();
      }
      await encoder.flush();
      return encoded;
    },
    { count, width: WIDTH, height: HEIGHT, rate: FRAMES_PER_SECOND },
  );
  return frames.map((frame) => Buffer.from(frame));
}

const milliseconds = (frame: number) => (frame * 1000) / FRAMES_PER_SECOND;

function cluster(frames: Buffer[], first: number): Buffer {
  const blocks = frames.map((frame, index) => {
    const head = Buffer.alloc(4);
    head.writeUInt8(0x81, 0);
    head.writeInt16BE(milliseconds(index), 1);
    head.writeUInt8(index === 0 ? 0x80 : 0, 3);
    return element(ID.simpleBlock, head, frame);
  });
  return element(ID.cluster, number(ID.timestamp, milliseconds(first)), ...blocks);
}

function element(id: number, ...content: Buffer[]): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(content.reduce((sum, { length }) => sum + length, 0)) | (1n << 56n));
  return Buffer.concat([Buffer.from(id.toString(16).padStart(2 * Math.ceil(id.toString(16).length / 2), '0'), 'hex'), length, ...content]);
}

function number(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
}

function float(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return element(id, bytes);
}

const text = (id: number, value: string) => element(id, Buffer.from(value));
