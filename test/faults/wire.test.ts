import http from 'node:http';
import { expect, test } from '@jest/globals';
import { tapWire } from './matrix-wire.ts';

test('every request is seen with its address, its headers and all of its body', async () => {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const wire = tapWire();
  try {
    await new Promise<void>((resolve, reject) => {
      const request = http.request(`${origin}/a?b=c`, { method: 'POST', headers: { 'x-name': 'value' } });
      request.on('error', reject).on('response', (response) => response.resume().on('end', resolve));
      request.write('one ');
      request.write(Buffer.from('two '));
      request.end('three');
    });
  } finally {
    wire.stop();
    server.close();
  }
  expect(wire.sent).toEqual([
    { origin, path: '/a?b=c', headers: expect.stringContaining('x-name: value'), body: 'one two three' },
  ]);
});
