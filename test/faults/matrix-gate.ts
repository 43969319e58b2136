import { connect, createServer, type Server, type Socket } from 'node:net';

/** A door in front of a server that can be shut, so that connections are refused. */
export interface Gate {
  readonly url: string;
  open(): Promise<void>;
  /** Lets so many connections in, and refuses those that come after. */
  shutAfter(connections: number): Promise<void>;
  close(): Promise<void>;
}

/** Asks for a new connection each time: one that is kept could not be refused. */
function once(answer: Buffer): Buffer {
  return Buffer.from(
    answer.toString('latin1').replace(/^connection: keep-alive\r$/im, 'connection: close\r'),
    'latin1',
  );
}

/** @param target http://127.0.0.1:PORT */
export async function openGate(target: string): Promise<Gate> {
  const targetPort = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  let server: Server | null = null;
  let port = 0;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };

  function listen(): Promise<void> {
    const opened = createServer((client) => {
      left -= 1;
      if (left <= 0) shut();
      const inner = keep(connect(targetPort, '127.0.0.1'));
      keep(client).pipe(inner);
      inner.on('data', (chunk) => client.write(once(chunk))).on('end', () => client.end());
      // A broken connection is broken on both sides.
      inner.on('close', (isBroken) => isBroken && client.resetAndDestroy());
      inner.on('error', () => client.resetAndDestroy());
      client.on('close', () => inner.destroy());
    });
    server = opened;
    return new Promise((resolve, reject) => {
      opened.once('error', reject);
      opened.listen(port, '127.0.0.1', () => {
        const address = opened.address();
        port = typeof address === 'object' && address !== null ? address.port : port;
        resolve();
      });
    });
  }

  function shut(): Promise<void> {
    const closing = server;
    server = null;
    // Listening ends at once; connections that are open live on.
    closing?.close();
    return new Promise((resolve) => setImmediate(resolve));
  }

  await listen();
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    open: async () => {
      left = Number.POSITIVE_INFINITY;
      if (!server) await listen();
    },
    shutAfter: async (connections) => {
      left = connections;
      if (connections <= 0) await shut();
    },
    close: async () => {
      await shut();
      for (const socket of sockets) socket.destroy();
    },
  };
}
