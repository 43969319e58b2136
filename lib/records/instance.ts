import type { Instance, InstanceHealth, InstanceState } from '../msgflash/schemas.ts';
import type { KnownInstance } from '../run/cache/instances.ts';
import { lines, outputFields } from './output.ts';
import { e164, readableNumber } from './phone.ts';

/** A WhatsApp number connected to MsgFlash, as steps output it. */
export interface InstanceRecord {
  id: string;
  name: string | null;
  number: string | null;
  status: string | null;
  is_connected: boolean;
  provider_state: string | null;
  safety_state: string | null;
  safety_score: number | null;
  hourly_limit: number | null;
  daily_limit: number | null;
  sent_last_hour: number | null;
  sent_last_day: number | null;
  recommendations: string | null;
  created_at: string | null;
  updated_at: string | null;
}

/**
 * From `/api-reference/instances/list`, with the live state (`/api-reference/instances/state`) and the health
 * (`/api-reference/instances/health`) if they were read.
 */
export function instanceRecord(
  instance: KnownInstance & Partial<Instance>,
  state?: InstanceState | null,
  health?: InstanceHealth | null,
): InstanceRecord {
  const status = state?.status ?? instance.status;
  return {
    id: instance.id,
    name: instance.name,
    number: e164(instance.waNumber),
    status,
    is_connected: status === 'connected',
    provider_state: state?.providerState ?? null,
    safety_state: health?.safetyState ?? null,
    safety_score: health?.safetyScore ?? null,
    hourly_limit: health?.warmupPolicy?.hourlyOutboundCap ?? null,
    daily_limit: health?.warmupPolicy?.dailyOutboundCap ?? null,
    sent_last_hour: health?.usageWindowSummary?.outbound1h ?? null,
    sent_last_day: health?.usageWindowSummary?.outbound24h ?? null,
    recommendations: lines([...(status === 'connected' ? [] : [advice(status)]), ...(health?.recommendations ?? [])]),
    created_at: instance.createdAt ?? null,
    updated_at: instance.updatedAt ?? null,
  };
}

export const instanceSample = {
  id: '7c0e5a52-54bb-4b0c-9e7e-0f0a3f0c1a01',
  name: 'Main Store',
  number: '+33639980001',
  status: 'connected',
  is_connected: true,
  provider_state: 'open',
  safety_state: 'stable',
  safety_score: 82,
  hourly_limit: 100,
  daily_limit: 500,
  sent_last_hour: 4,
  sent_last_day: 18,
  recommendations: 'Keep the pace of the last days.',
  created_at: '2026-04-01T09:00:00.000Z',
  updated_at: '2026-04-01T09:10:00.000Z',
} satisfies InstanceRecord;

export const instanceOutputFields = outputFields<InstanceRecord>(instanceSample, {
  labels: { id: 'Instance ID', name: 'Instance Name', number: 'WhatsApp Number' },
});

/** `Main Store (+33 6 39 98 00 01)` */
export async function instanceLabel({ name, waNumber }: Pick<KnownInstance, 'name' | 'waNumber'>): Promise<string> {
  const number = await readableNumber(waNumber);
  if (name && number) return `${name} (${number})`;
  return name || number || 'Instance without a name';
}

/** Each status in words, with what to do about it. The same words are used in dropdowns, records and errors. */
const STATUS_WORDS: ReadonlyMap<string | null, string> = new Map([
  ['connected', 'connected'],
  ['connecting', 'connecting, finish linking it in MsgFlash'],
  ['suspended', 'suspended, write to support@msgflash.com'],
]);

/** A status in words: `connected`, or what is wrong and what to do. */
export function statusWords(status: string | null): string {
  return STATUS_WORDS.get(status) ?? 'not connected, scan its QR code in MsgFlash';
}

function advice(status: string | null): string {
  const words = statusWords(status);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
