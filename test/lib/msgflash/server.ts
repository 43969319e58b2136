import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createRawServer, type Server, type Socket } from 'node:net';
import { selfSigned } from './certificate.ts';

const servers: { server: Server; sockets: Set<Socket> }[] = [];

/** A server on this machine, for what only a real connection can do: break, stall, stop short. @returns its address */
export function serve(listener: RequestListener): Promise<{ url: string; port: number }> {
  return listen(createServer(listener), 'http');
}

/** The same behind a certificate that nobody trusts. */
export function serveSelfSigned(listener: RequestListener): Promise<{ url: string; port: number }> {
  return listen(createSecureServer(selfSigned(), listener), 'https');
}

/** A server that speaks no protocol of its own. */
export function serveRaw(listener: (socket: Socket) => void): Promise<{ url: string; port: number }> {
  return listen(createRawServer(listener), 'tcp');
}

async function listen(server: Server, protocol: string): Promise<{ url: string; port: number }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({ server, sockets });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `${protocol}://127.0.0.1:${address.port}`, port: address.port };
}

export async function stopServers(): Promise<void> {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
