import { at, isDict } from '../../dev/zapier/values.ts';

/** A step that people can choose, as the definition has it. */
export interface Step {
  /** `creates.send_message`, as in the budget. */
  name: string;
  label: string;
  fields: Field[];
  /** Labels of what must be filled in whatever else is chosen. */
  required: string[];
  outputs: string[];
}

interface Field {
  label: string;
  choices: string[];
}

/** Every step that is not hidden; a search that creates has the fields of both, and the output of the search. */
export function stepsOf(app: object): Step[] {
  const single = ['triggers', 'creates', 'searches'].flatMap((type) =>
    Object.entries(Object(at(app, type))).flatMap(([key, step]): Step[] => {
      if (at(step, 'display', 'hidden') === true) return [];
      const declared = listOf(at(step, 'operation', 'inputFields'));
      return [
        {
          name: `${type}.${key}`,
          label: String(at(step, 'display', 'label')),
          fields: declared.flatMap(everyForm).map(fieldOf),
          required: declared
            .filter((field) => at(field, 'required') === true)
            .map((field) => String(at(field, 'label'))),
          outputs: listOf(at(step, 'operation', 'outputFields')).map((field) => String(at(field, 'label'))),
        },
      ];
    }),
  );
  const find = (name: string) => {
    const found = single.find((step) => step.name === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };
  const pairs = Object.values(Object(at(app, 'searchOrCreates'))).map((pair): Step => {
    const search = find(`searches.${at(pair, 'search')}`);
    const create = find(`creates.${at(pair, 'create')}`);
    return {
      ...search,
      name: `searchOrCreates.${at(pair, 'key')}`,
      label: String(at(pair, 'display', 'label')),
      fields: [...search.fields, ...create.fields],
      required: [...new Set([...search.required, ...create.required])],
    };
  });
  return [...single, ...pairs];
}

/** What other fields may hold, for those that a function adds to the form. */
const CHOSEN = [
  {},
  ...['image', 'audio', 'location', 'contact', 'buttons', 'pix'].map((type) => ({ type })),
  ...['tags', 'contacts', 'group'].map((recipients) => ({ recipients })),
];

function everyForm(field: unknown): unknown[] {
  if (typeof field !== 'function') return [field];
  // The fields of a template come from MsgFlash: no page can name them.
  return CHOSEN.flatMap((inputData) => listOf(field({}, { inputData })));
}

function fieldOf(field: unknown): Field {
  const choices = at(field, 'choices');
  return {
    label: String(at(field, 'label')),
    choices: isDict(choices) ? Object.values(choices).map(String) : [],
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
