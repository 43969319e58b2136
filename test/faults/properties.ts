/** Property tests for text from outside. Texts that only one module reads are tested with that module. */
import fc from 'fast-check';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { demo } from '../../dev/msgflash/demo.ts';
import { at } from '../../dev/zapier/values.ts';
import { isMobile } from '../../lib/fields/mobile.ts';
import { readPhone } from '../../lib/fields/phone.ts';
import { timeOf } from '../../lib/fields/when.ts';
import { Problem } from '../../lib/problem.ts';
import { spellingsOf } from '../../lib/records/person.ts';
import { signature } from '../support/hooks.ts';
import { MARK } from './environment.ts';
import type { Part, Size } from './report.ts';
import { FRIENDLY, oddities } from './rules.ts';
import { errors, runStep, seedOf } from './step.ts';

const RUNS: Readonly<Record<Size, number>> = { small: 100, full: 10_000 };

export async function run(size: Size, app: object): Promise<Part> {
  const [numRuns, seed] = [RUNS[size], seedOf(size)];
  const properties = {
    'numbers read': digits,
    'dates read': dates,
    'error answers': errorAnswers(app),
    'signed deliveries': signedDeliveries(app),
  };
  const breaches: string[] = [];
  for (const [name, check] of Object.entries(properties)) {
    const { failed, errorInstance, counterexample } = await check({ numRuns, seed });
    if (failed) breaches.push(`${name}, seed ${seed}: ${errorInstance} ${fc.stringify(counterexample).slice(0, 600)}`);
  }
  const figures = Object.fromEntries(Object.keys(properties).map((name) => [name, numRuns]));
  return { title: 'Text from outside', figures, breaches };
}

/** A check of a property that must hold for every value. @param wrong returns what is wrong, or null */
function property<T>(values: fc.Arbitrary<T>, wrong: (value: T) => Promise<string | null>) {
  const holds = fc.asyncProperty(values, async (value) => {
    const what = await wrong(value);
    if (what !== null) throw new Error(what);
  });
  return (options: { numRuns: number; seed: number }) => fc.check(holds, options);
}

/** @returns null if the value was refused @throws any other error */
async function readingOf<T>(read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

const countries = getCountries().filter((country) => getExampleNumber(country, examples));

function valid(written: string, country?: CountryCode): string | undefined {
  const number = parsePhoneNumberFromString(written, country);
  return number?.isValid() ? number.number : undefined;
}

/** A country's example number, or another number with the same start. */
const anyNumber = fc.tuple(fc.constantFrom(...countries), fc.option(fc.nat(9_999))).map(([country, tail]) => {
  const number = getExampleNumber(country, examples)?.number ?? '';
  return tail === null ? number : number.slice(0, -4) + String(tail).padStart(4, '0');
});

/** A number is read if, and only if, the phone library sees exactly one reading. */
const digits = property(
  fc.record({
    written: fc.oneof(
      fc.stringMatching(/^[0-9]{4,17}$/).filter((text) => !text.startsWith('00')),
      anyNumber.map((number) => number.slice(1)),
      anyNumber.map((number) => parsePhoneNumberFromString(number)?.nationalNumber ?? ''),
    ),
    country: fc.constantFrom(...countries),
    between: fc.constantFrom('', ' ', '.', '\u00a0', '\u200e', '·'),
  }),
  async ({ written, country, between }) => {
    // With its calling code, a number may also be in WhatsApp's own spelling of it.
    const [, other] = spellingsOf(parsePhoneNumberFromString(`+${written}`)?.number ?? '');
    const whole = [valid(`+${written}`), other && valid(other)];
    const national =
      country === 'BJ' ? (valid(written, country) ?? valid(`+22901${written}`)) : valid(written, country);
    const readings = new Set([national, whole.find(Boolean)].filter((number) => number !== undefined));
    const to = [...written].join(between);
    const connection = { apiKey: demo.key, teamId: undefined, defaultCountry: country };
    const read = await readingOf(() => readPhone({ to }, 'to', 'To', connection, isMobile));
    // Digits that begin with the country's own calling code are read as a mobile, if only one reading is one.
    const mobiles = written.startsWith(getCountryCallingCode(country)) ? [...readings].filter(isMobile) : [];
    const [only = null] = readings.size === 1 ? readings : mobiles.length === 1 ? mobiles : [];
    return read === only ? null : `${to} in ${country} was read as ${read}, and can be ${[...readings].join(' or ')}.`;
  },
);

/** A date is read only if it exists. */
const dates = property(
  fc.stringMatching(/^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-7][0-9]:[0-7][0-9][+-][0-2][0-9]:[0-7][0-9]$/),
  async (text) => {
    const [local, sign, zoneHour, zoneMinute] = [text.slice(0, 19), text[19], +text.slice(20, 22), +text.slice(23)];
    const time = Date.parse(`${local}Z`);
    const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(local);
    const read = await readingOf(() => timeOf({ at: text }, 'UTC', 'at', 'Send At', Date.UTC(1970)));
    if (!read) return null;
    const ahead = Number(`${sign}1`) * (zoneHour * 60 + zoneMinute) * 60_000;
    const isRight = exists && Math.abs(Date.parse(read.utc) - (time - ahead)) < 1000;
    return isRight && zoneHour <= 14 && zoneMinute < 60 ? null : `${text} was read as ${read.utc}.`;
  },
);

const anyJson = fc.jsonValue({ maxDepth: 4 });
const NAMES = 'instanceId direction type from to body status createdAt event messageId id data message text __proto__';
const anyName = fc.oneof(fc.constantFrom(...NAMES.split(' ')), fc.string());
const key = `msgf_live_${MARK}`;
const anyReason = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.constant(`<b>${key}</b>`), anyJson);
const anyErrorBody = fc.oneof(
  fc.record({ code: anyReason, message: anyReason, details: anyJson }).map((error) => JSON.stringify({ error })),
  fc.json(),
  fc.string(),
  fc.constant('{"error":{"code":"API_RATE_LIMIT_EXCEEDED"}}'),
);
const anyRetryAfter = fc.oneof(
  fc.constantFrom(null, '5', '-1', '1e9', '999999'),
  fc.string(),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);

const bundle = { authData: { api_key: key, default_country: 'FR' }, meta: {} };

/** The platform, with one response to every request. */
const platform = (status: number, content: string, retryAfter: string | null) => ({
  request: async () => ({ status, content, headers: { get: (name: string) => name === 'retry-after' && retryAfter } }),
  cache: { get: async () => null, set: async () => true },
  errors,
  console: { error: () => {} },
  dehydrateFile: () => 'later',
});

/** Whatever MsgFlash answers with, a step that fails ends with one of Zapier's errors and a plain sentence. */
function errorAnswers(app: object) {
  const inputData = { instance_id: demo.instances.mainStore, to: demo.numbers.stranger, type: 'text', text: 'Hello' };
  return property(
    fc.tuple(fc.oneof(fc.constant(429), fc.integer({ min: 300, max: 599 })), anyErrorBody, anyRetryAfter),
    async (answer) => {
      const z = platform(...answer);
      const end = await runStep(app, 'creates.send_message.operation.perform', z, { ...bundle, inputData });
      if (end.outcome === 'success' || !FRIENDLY.includes(end.errorName)) return `It ended with ${end.errorName}.`;
      const { delaySeconds: delay = 0 } = end;
      if (!Number.isInteger(delay) || delay < 0 || delay > 3600) return `The step is to come back after ${delay} s.`;
      return oddities(end)[0] ?? null;
    },
  );
}

/** Whatever a signed delivery holds, it is output as one record, passed over, or refused with a plain sentence. */
function signedDeliveries(app: object) {
  return property(
    fc.record({
      fields: fc.dictionary(anyName, anyJson),
      event: fc.constantFrom('message.received', 'message.received', 'message.sent', undefined),
      raw: fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), { nil: undefined, freq: 4 }),
      name: fc.constantFrom('Http-X-Msgflash-Signature', 'x-msgflash-signature', 'X-MSGFLASH-SIGNATURE'),
      others: fc.dictionary(fc.oneof(fc.string(), fc.constant('x-msgflash-signature-2')), anyJson),
    }),
    async ({ fields, event, raw, name, others }) => {
      const content = raw ?? JSON.stringify({ ...fields, ...(event && { event }) });
      const rawRequest = { content, headers: { ...others, [name]: signature('a-secret', content) } };
      const subscribeData = { id: 'subscription', secret: 'a-secret' };
      const delivery = { ...bundle, inputData: {}, subscribeData, rawRequest };
      const path = 'triggers.message_received.operation.perform';
      const end = await runStep(app, path, platform(404, '{}', null), delivery);
      // A signature that was not found would also end as halted.
      if (end.outcome === 'halted') return /signature/.test(end.message) ? end.message : (oddities(end)[0] ?? null);
      if (end.outcome !== 'success') return `The step ended as ${end.outcome}: ${end.message}`;
      const records = Array.isArray(end.output) && end.output.length <= 1 ? end.output : [null];
      return records.every((record) => typeof at(record, 'id') === 'string') ? null : 'A record came without an id.';
    },
  );
}
