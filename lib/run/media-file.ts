import { lookup as dnsLookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { HttpRequestOptions, RawHttpResponse } from 'zapier-platform-core';
import * as zod from 'zod/mini';
import { getMessage } from '../msgflash/operations.ts';
import { isMsgFlash } from '../msgflash/origin.ts';
import { USER_AGENT } from '../msgflash/transport.ts';
import { Problem } from '../problem.ts';
import type { Run } from './types.ts';

/** The input that `mediaPointer` stores in a record's `media_file`. */
const pointer = zod.object({ message_id: zod.string() });

const MAX_HOPS = 5;

const GONE = 'The file of this message is no longer there. Ask the sender for it again.';
const UNREADABLE = 'The file of this message could not be fetched. Try again in a few minutes.';

/** Fetches the file of a message, see `messageMedia`. `/api-reference/messages/get` */
export async function fetchFile(step: Run, inputData: unknown): Promise<string> {
  const { mediaUrl } = await getMessage(step.api, zod.parse(pointer, inputData).message_id);
  if (!mediaUrl) throw new Problem('error', GONE);
  const response = await follow(step, mediaUrl);
  if (response.status === 404 || response.status === 410) throw new Problem('error', GONE);
  if (response.status < 200 || response.status > 299) throw new Problem('error', UNREADABLE);
  try {
    return await step.z.stashFile(Promise.resolve(response));
  } catch {
    // The body may be cut short or never end.
    throw new Problem('error', UNREADABLE);
  }
}

/** Follows redirects by hand, so that only hops to MsgFlash's own origin get the key. */
async function follow(step: Run, link: string): Promise<RawHttpResponse> {
  let url = URL.parse(link);
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    if (!url || !/^https?:$/.test(url.protocol)) break;
    const response = await fetchOnce(step, url);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || !location) return response;
    url = URL.parse(location, url.href);
  }
  throw new Problem('error', UNREADABLE);
}

/** Core's request options, including some that its types leave out. */
type FetchOptions = HttpRequestOptions & { url: string; raw: true; merge: boolean; signal: AbortSignal };

async function fetchOnce({ z, deadline }: Run, url: URL): Promise<RawHttpResponse> {
  const options: FetchOptions = {
    url: url.href,
    headers: { 'user-agent': USER_AGENT },
    raw: true,
    merge: false,
    redirect: 'manual',
    skipThrowForStatus: true,
    signal: AbortSignal.timeout(Math.max(1, deadline.left())),
    ...(!isMsgFlash(url.href) && { agent: publicAgent(url) }),
  };
  try {
    return await z.request(options);
  } catch {
    throw new Problem('error', UNREADABLE);
  }
}

/** Addresses of the machine or the network that this code runs in, never of a public server. */
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
  PRIVATE.addSubnet(`::ffff:${net}`, 96 + prefix, 'ipv6');
}
for (const [net, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv6');
}

function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * An agent that connects to public addresses only. Checked after the host name is resolved, since it can point
 * anywhere.
 */
function publicAgent({ protocol, hostname }: URL): HttpAgent {
  const host = hostname.replace(/^\[|\]$/g, '');
  // A literal IP address is never resolved, so it is checked here.
  if (isIP(host) && isPrivate(host)) throw new Problem('error', UNREADABLE);
  const lookup: LookupFunction = (name, options, callback) => {
    dnsLookup(name, options, (error, address, family) => {
      const found = Array.isArray(address) ? address.map((entry) => entry.address) : [address];
      if (!error && found.some(isPrivate)) return callback(new Error('private address'), '', 0);
      callback(error, address, family);
    });
  };
  return protocol === 'https:' ? new HttpsAgent({ lookup }) : new HttpAgent({ lookup });
}
