import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Narrow {
  address: string;
  /** Bytes of each request that was refused. */
  refused: number[];
  stop: () => void;
}

/** A server between a browser and `address` that lets no body of more than `bytesMax` pass, as nginx's `client_max_body_size`. */
export async function narrow(address: string, bytesMax: number): Promise<Narrow> {
  const refused: number[] = [];
  const pass = (asked: IncomingMessage, answer: ServerResponse) => {
    const bytes = Number(asked.headers['content-length'] ?? 0);
    if (bytesMax < bytes) {
      refused.push(bytes);
      // Read to its end, so that the browser hears the answer and not of a broken line.
      asked.resume().on('end', () => answer.writeHead(413, { 'content-type': 'text/html' }).end('<h1>413 Request Entity Too Large</h1>'));
      return;
    }
    const { hostname, port } = new URL(address);
    const onward = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  };
  const server = createServer(pass);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, refused, stop };
}
