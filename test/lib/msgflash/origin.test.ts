import { afterEach, describe, expect, test } from '@jest/globals';
import { apiOrigin, isMsgFlash } from '../../../lib/msgflash/origin.ts';

const PRODUCTION = 'https://srv.msgflash.com';
const REFUSED = 'MSGFLASH_API_URL must be an https address, or http on this machine.';

function configure(url: string | undefined): void {
  if (url === undefined) Reflect.deleteProperty(process.env, 'MSGFLASH_API_URL');
  else process.env.MSGFLASH_API_URL = url;
}
afterEach(() => configure(undefined));

describe('apiOrigin', () => {
  test.each([
    ['nothing', undefined, PRODUCTION],
    ['an empty value', '', PRODUCTION],
    ['https', 'https://staging.example', 'https://staging.example'],
    [
      'https with a path, a query and a user',
      'https://u:p@staging.example:8443/api/v1?x=1',
      'https://staging.example:8443',
    ],
    ['https in capitals', 'HTTPS://STAGING.EXAMPLE', 'https://staging.example'],
    ['http on localhost', 'http://localhost:4010', 'http://localhost:4010'],
    ['http on 127.0.0.1', 'http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
    ['http elsewhere in 127', 'http://127.1.2.3', 'http://127.1.2.3'],
    ['http on ::1', 'http://[::1]:4010', 'http://[::1]:4010'],
  ])('%s', (_what, url, origin) => {
    configure(url);
    expect(apiOrigin()).toBe(origin);
  });

  test.each([
    ['http to a host of the network', 'http://srv.msgflash.com'],
    ['http to a private address', 'http://192.168.0.1'],
    ['http to a name that only begins like loopback', 'http://127.0.0.1.example.com'],
    ['http to a name that only ends like loopback', 'http://localhost.example.com'],
    ['http with loopback as its user', 'http://localhost@example.com'],
    ['http to any address', 'http://0.0.0.0'],
    ['another protocol', 'ftp://localhost'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['no protocol', 'srv.msgflash.com'],
    ['no URL', 'not a url'],
    ['a blank', ' '],
  ])('refuses %s', (_what, url) => {
    configure(url);
    expect(() => apiOrigin()).toThrow(new Error(REFUSED));
  });

  test('is read anew at each call', () => {
    configure('https://one.example');
    expect(apiOrigin()).toBe('https://one.example');
    configure('https://two.example');
    expect(apiOrigin()).toBe('https://two.example');
  });
});

describe('isMsgFlash', () => {
  test.each([
    [`${PRODUCTION}/api/v1/me`, true],
    [`${PRODUCTION}:443/files/1.jpg`, true],
    ['HTTPS://SRV.MSGFLASH.COM/x', true],
    [`${PRODUCTION}:8443/api/v1/me`, false],
    ['http://srv.msgflash.com/api/v1/me', false],
    ['https://msgflash.com/', false],
    ['https://srv.msgflash.com.example.org/', false],
    ['https://srv.msgflash.com@example.org/', false],
    ['https://example.org/?https://srv.msgflash.com', false],
    ['https://example.org#https://srv.msgflash.com', false],
    ['/api/v1/me', false],
    ['', false],
    [undefined, false],
  ])('%s: %s', (url, expected) => {
    expect(isMsgFlash(url)).toBe(expected);
  });

  test('goes by what is configured, and no longer by production', () => {
    configure('http://127.0.0.1:4010');
    expect(isMsgFlash('http://127.0.0.1:4010/api/v1/me')).toBe(true);
    expect(isMsgFlash('http://127.0.0.1:4011/api/v1/me')).toBe(false);
    expect(isMsgFlash(`${PRODUCTION}/api/v1/me`)).toBe(false);
  });
});
