import { outputFields } from './output.ts';

/** The result of a number check, as a step outputs it. */
export interface NumberRecord {
  id: string;
  input: string;
  number: string;
  is_on_whatsapp: boolean;
  reason: string | null;
}

export const numberSample = {
  id: '+33639980042',
  input: '06 39 98 00 42',
  number: '+33639980042',
  is_on_whatsapp: true,
  reason: null,
} satisfies NumberRecord;

export const numberOutputFields = outputFields<NumberRecord>(numberSample);
