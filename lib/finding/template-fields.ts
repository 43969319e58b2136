import type { Bundle, PlainInputField, ZObject } from 'zapier-platform-core';
import { freeVariables, mirrorFields, variablesField } from '../fields/template.ts';
import { isId, wordIn } from '../fields/values.ts';
import { currentTemplate } from '../run/cache/templates.ts';
import { run } from '../run/run.ts';

/** The fields of the chosen template: its text, then one field for each variable. @throws as `run` */
export function templateFields(z: ZObject, bundle: Bundle): Promise<PlainInputField[]> {
  return fieldsFor(z, bundle, true);
}

/** The same for a campaign, without the Contact field: the contact of each message is its recipient. */
export function templateCampaignFields(z: ZObject, bundle: Bundle): Promise<PlainInputField[]> {
  return fieldsFor(z, bundle, false);
}

async function fieldsFor(z: ZObject, bundle: Bundle, asksContact: boolean): Promise<PlainInputField[]> {
  const templateId = wordIn(bundle.inputData, 'template_id');
  // Nothing is chosen yet, or it is a {{…}} from an earlier step, so there is no template to read.
  if (!isId(templateId)) return [variablesField];
  const listed = freeVariables(bundle.inputData);
  return run(
    z,
    bundle,
    async (step) => mirrorFields(await currentTemplate(step, templateId), asksContact, listed),
    'editor',
  );
}
