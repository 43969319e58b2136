import type { PlainInputField } from 'zapier-platform-core';

const headingFields: PlainInputField[] = [
  {
    key: 'title',
    label: 'Title',
    type: 'string',
    required: true,
    helpText: 'Buttons need a number with a WhatsApp Business account.',
  },
  { key: 'description', label: 'Description', type: 'text', required: true, helpText: 'The text above the buttons.' },
];

/** Optional, so it comes after the required fields. */
const footerField: PlainInputField = {
  key: 'footer',
  label: 'Footer',
  type: 'string',
  required: false,
  helpText: 'Small text below the buttons.',
};

const kinds = { reply: 'Reply', url: 'Open a link', call: 'Call a number', copy: 'Copy a code' } as const;

/** What a button does when it is tapped. */
export function buttonKindField(n: number) {
  return {
    key: `button_${n}_kind`,
    label: `Button ${n} Kind`,
    type: 'string',
    choices: kinds,
    helpText: 'What happens when it is tapped.',
  } as const;
}

/** Both buttons are always shown, because in the editor a field made by a function cannot show or hide other fields. */
function oneButton(n: 1 | 2): PlainInputField[] {
  const required = n === 1;
  return [
    { ...buttonKindField(n), required },
    { key: `button_${n}_text`, label: `Button ${n} Text`, type: 'string', required, helpText: 'What the button says.' },
    {
      key: `button_${n}_value`,
      label: `Button ${n} Value`,
      type: 'string',
      required,
      helpText:
        'The link, phone number or code. For Reply: a short name for this answer; your customer does not see it.',
    },
  ];
}

export const buttonFields: PlainInputField[] = [...headingFields, ...oneButton(1), ...oneButton(2), footerField];

export const pixCurrencyField = {
  key: 'pix_currency',
  label: 'PIX Currency',
  type: 'string',
  required: true,
  default: 'BRL',
  helpText: 'The three-letter code of the currency.',
} as const satisfies PlainInputField;

export const pixTypeField = {
  key: 'pix_type',
  label: 'PIX Key Type',
  type: 'string',
  required: true,
  choices: { cpf: 'CPF', cnpj: 'CNPJ', phone: 'Phone', email: 'Email', random: 'Random Key' },
  helpText: 'What kind of key the PIX key is.',
} as const satisfies PlainInputField;

/** No field is called `pix_key`: Zapier would treat it as a secret. */
export const pixFields: PlainInputField[] = [
  ...headingFields,
  { key: 'button_1_text', label: 'Button 1 Text', type: 'string', required: true, helpText: 'What the button says.' },
  pixCurrencyField,
  { key: 'pix_name', label: 'PIX Name', type: 'string', required: true, helpText: 'Who receives the payment.' },
  pixTypeField,
  { key: 'pix_account', label: 'PIX Key', type: 'string', required: true, helpText: 'The key the payment goes to.' },
  footerField,
];
