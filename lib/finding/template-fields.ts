import type { Bundle, PlainInputField, ZObject } from 'zapier-platform-core';
import { freeVariables, mirrorFields, variablesField } from '../fields/template.ts';
import { isId, wordIn } from '../fields/values.ts';
import { currentTemplate } from '../run/cache/templates.ts';
import { run } from '../run/run.ts';

/** The fields that mirror the chosen template: its text, then one field for each of its variables. */
export function templateFields(z: ZObject, bundle: Bundle): Promise<PlainInputField[]> {
  return fieldsFor(z, bundle, true);
}

/** The same for a campaign, where every recipient is the contact of their own message. */
export function templateCampaignFields(z: ZObject, bundle: Bundle): Promise<PlainInputField[]> {
  return fieldsFor(z, bundle, false);
}

async function fieldsFor(z: ZObject, bundle: Bundle, asksContact: boolean): Promise<PlainInputField[]> {
  const templateId = wordIn(bundle.inputData, 'template_id');
  // Nothing chosen yet, or {{…}} from an earlier step: there is nothing to ask MsgFlash for.
  if (!isId(templateId)) return [variablesField];
  const listed = freeVariables(bundle.inputData);
  return run(
    z,
    bundle,
    async (step) => mirrorFields(await currentTemplate(step, templateId), asksContact, listed),
    'editor',
  );
}
