import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

const servers: { server: Server; sockets: Set<Socket> }[] = [];

/** A server on this machine, for what only a real connection can do: break, stall, stop short. @returns its address */
export async function serve(listener: RequestListener): Promise<{ url: string; port: number }> {
  const server = createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({ server, sockets });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}`, port: address.port };
}

/** A port of this machine where nobody listens. */
export async function closedPort(): Promise<number> {
  const { port } = await serve(() => undefined);
  await stopServers();
  return port;
}

export async function stopServers(): Promise<void> {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
