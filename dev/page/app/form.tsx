/** The form of a step, drawn from the connector's own definition. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ChoicesAnswer, FieldInfo, FieldsAnswer, OwnStep, Value, Values } from '../types.ts';
import { Help } from './markup.tsx';
import { ask, infoOf, isMapped, type Pill, piecesOf, pillsFor, setField } from './state.tsx';

type Choice = ChoicesAnswer['choices'][number];

/** The form of one of the connector's steps. */
export function StepForm({ step, index }: { step: OwnStep; index: number }) {
  const { fields, message } = useFields(step);
  return (
    <Form
      name={step.step}
      fields={fields}
      message={message}
      values={step.fields}
      pills={pillsFor(index)}
      onChange={(key, value) => setField(index, key, value)}
    />
  );
}

/** The fields that the editor shows with what is filled in; asked for again when a field that others depend on changes. */
export function useFields(step: Pick<OwnStep, 'step' | 'fields'>): { fields: FieldInfo[] | null; message: string } {
  const found = useSignal<FieldsAnswer | null>(null);
  const altering = (found.value?.fields ?? []).filter(({ alters }) => alters).map(({ key }) => step.fields[key] ?? '');
  const key = JSON.stringify([step.step, altering]);
  const asked = useRef(0);
  useEffect(() => {
    asked.current += 1;
    const own = asked.current;
    ask<FieldsAnswer>('fields', { step: step.step, input: step.fields }).then(
      (answer) => {
        if (own === asked.current) found.value = answer;
      },
      (error) => {
        if (own === asked.current) found.value = { fields: [], message: String(error) };
      },
    );
  }, [key]);
  return { fields: found.value?.fields ?? null, message: found.value?.message ?? '' };
}

interface FormProps {
  name: string;
  fields: FieldInfo[] | null;
  message: string;
  values: Values;
  pills: readonly Pill[];
  onChange(key: string, value: Value): void;
}

export function Form({ name, fields, message, values, pills, onChange }: FormProps) {
  if (!fields) return <p class="quiet">Loading the form…</p>;
  const groups = infoOf(name)?.groups ?? [];
  const isFolded = ({ group }: FieldInfo) => groups.some(({ key }) => key === group);
  const draw = (field: FieldInfo) => (
    <Field key={field.key} {...{ name, field, pills, values }} onChange={(value) => onChange(field.key, value)} />
  );
  return (
    <div class="form">
      {message && (
        <p class="says" role="alert">
          {message}
        </p>
      )}
      {fields.length === 0 && !message && <p class="quiet">This step has no fields.</p>}
      {fields.filter((field) => !isFolded(field)).map(draw)}
      {groups.map(({ key, label }) => (
        <details class="group" key={key}>
          <summary>{label}</summary>
          <div class="form">{fields.filter(({ group }) => group === key).map(draw)}</div>
        </details>
      ))}
    </div>
  );
}

interface FieldProps {
  name: string;
  field: FieldInfo;
  pills: readonly Pill[];
  values: Values;
  onChange(value: Value): void;
}

function Field({ name, field, pills, values, onChange }: FieldProps) {
  const id = useId();
  const { key, label, required, help, type } = field;
  if (type === 'copy') {
    return (
      <div class="copy" data-field={key}>
        <Help text={help} />
      </div>
    );
  }
  const value = values[key] ?? '';
  const common = { name, field, pills, values };
  const isSeveral = field.list || field.dict;
  const Around = isSeveral ? 'fieldset' : 'div';
  return (
    <Around class="field" data-field={key} aria-labelledby={isSeveral ? `${id}-label` : undefined}>
      <div class="label" id={`${id}-label`}>
        {isSeveral ? <span>{label}</span> : <label for={id}>{label}</label>}
        {required && (
          <span class="required" title="Required">
            {' '}
            (required)
          </span>
        )}
      </div>
      {field.dict ? (
        <Pairs {...common} value={isRecord(value) ? value : {}} onChange={onChange} />
      ) : field.list ? (
        <List
          {...common}
          id={id}
          value={typeof value === 'string' ? (value ? [value] : []) : isRecord(value) ? [] : value}
          onChange={onChange}
        />
      ) : (
        <Single {...common} id={id} label={label} value={typeof value === 'string' ? value : ''} onChange={onChange} />
      )}
      {help && (
        <p class="help" id={`${id}-help`}>
          <Help text={help} />
        </p>
      )}
    </Around>
  );
}

function isRecord(value: Value): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && !Array.isArray(value);
}

interface SingleProps extends Omit<FieldProps, 'onChange'> {
  id: string;
  label: string;
  value: string;
  onChange(value: string): void;
}

/** A field that is only text, of another app or of Zapier itself. */
export const PLAIN: FieldInfo = {
  ...{ key: '', label: '', type: 'string', required: false, default: '', placeholder: '', help: '', group: '' },
  ...{ list: false, dict: false, alters: false, choices: [], isDynamic: false },
};

/** One value: text, a choice, or something mapped. */
export function Single(props: SingleProps) {
  const { field, value, pills, id, onChange } = props;
  const isEditing = useSignal(false);
  const isPicked = field.choices.length > 0 || field.isDynamic;
  if (isMapped(value) && !isEditing.value) {
    return (
      <div class="control">
        <Pills text={value} pills={pills} />
        <button
          type="button"
          class="small"
          id={id}
          aria-label={`Edit ${props.label}`}
          onClick={() => (isEditing.value = true)}
        >
          Edit
        </button>
      </div>
    );
  }
  return (
    <div class="control">
      {isPicked && !isMapped(value) ? <Picker {...props} /> : <TextInput {...props} />}
      {isEditing.value && (
        <button type="button" class="small" onClick={() => (isEditing.value = false)}>
          Done
        </button>
      )}
      {pills.length > 0 && (
        <select
          class="insert"
          aria-label={`Insert data into ${props.label}`}
          value=""
          onChange={({ currentTarget }) => {
            if (currentTarget.value) onChange(isPicked ? currentTarget.value : `${value}${currentTarget.value}`);
            currentTarget.value = '';
          }}
        >
          <option value="">+ Data</option>
          {pills.map(({ step, key, label, sample }) => (
            <option key={`${step}${key}`} value={`{{${step}__${key}}}`}>
              {step}. {label}
              {sample && `: ${sample.slice(0, 40)}`}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** Text in which what is mapped stands as pills. */
export function Pills({ text, pills }: { text: string; pills: readonly Pill[] }) {
  return (
    <div class="pills">
      {piecesOf(text, pills).map((piece) =>
        typeof piece === 'string' ? (
          piece
        ) : (
          <span class="pill">
            <b>{piece.step}</b> {piece.label} {piece.sample && <i>{piece.sample}</i>}
          </span>
        ),
      )}
    </div>
  );
}

function TextInput({ field, id, label, value, onChange }: SingleProps) {
  const isLong = field.type === 'text' || value.length > 60;
  const common = {
    id,
    value,
    placeholder:
      field.placeholder || field.default || (field.type === 'file' ? 'A file of an earlier step, or a link' : ''),
    'aria-label': field.list ? label : undefined,
    'aria-required': field.required,
    'aria-describedby': field.help ? `${id}-help` : undefined,
  };
  const onInput = ({ currentTarget }: { currentTarget: { value: string } }) => onChange(currentTarget.value);
  if (isLong) return <textarea {...common} rows={3} onInput={onInput} />;
  if (field.type === 'password') return <input {...common} type="password" autocomplete="off" onInput={onInput} />;
  return <input {...common} type="text" autocomplete="off" onInput={onInput} />;
}

/** A choice: a fixed list, or one that is read page by page; filtered as you type, and open to a value of one's own. */
function Picker({ name, field, id, label, value, values, onChange }: SingleProps) {
  const isOpen = useSignal(false);
  const typed = useSignal<string | null>(null);
  const loaded = useSignal<Choice[]>(field.choices);
  const page = useSignal(0);
  const isMore = useSignal(field.isDynamic);
  const message = useSignal('');
  const isLoading = useSignal(false);
  const list = useRef<HTMLSelectElement>(null);

  async function load(): Promise<void> {
    if (!field.isDynamic || isLoading.value || !isMore.value) return;
    isLoading.value = true;
    const input = { ...values, [field.key]: '' };
    const answer = await ask<ChoicesAnswer>('choices', { step: name, field: field.key, page: page.value, input }).catch(
      (error): ChoicesAnswer => ({ choices: [], message: String(error) }),
    );
    loaded.value = [...loaded.value, ...answer.choices];
    message.value = answer.message;
    page.value += 1;
    // As the platform: there is another page when this one was full.
    isMore.value = answer.choices.length >= 100;
    isLoading.value = false;
  }

  // A value that was filled in before is shown by its label.
  useSignalEffect(() => {
    if (value && page.value === 0) void load();
  });

  const given = value || field.default;
  const known = loaded.value.find((choice) => choice.value === given);
  const words = (typed.value ?? '').trim().toLowerCase();
  const shown = loaded.value.filter((choice) => choice.label.toLowerCase().includes(words));
  const text = typed.value ?? known?.label ?? given;

  function open(): void {
    isOpen.value = true;
    if (page.value === 0) void load();
  }
  function close(): void {
    isOpen.value = false;
    typed.value = null;
  }
  function pick(next: string): void {
    onChange(next);
    close();
    document.getElementById(id)?.focus();
    isOpen.value = false;
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') close();
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      open();
      list.current?.focus();
      if (list.current) list.current.selectedIndex = 0;
    }
    if (event.key === 'Enter' && typed.value !== null) {
      event.preventDefault();
      const [only] = shown;
      pick(shown.length === 1 && only ? only.value : (typed.value ?? '').trim());
    }
  }
  return (
    <div
      class="picker"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return;
        if (typed.value !== null && typed.value.trim() !== (known?.label ?? '')) {
          const exact = loaded.value.find(({ label: each }) => each === typed.value?.trim());
          onChange(exact?.value ?? typed.value.trim());
        }
        close();
      }}
    >
      <input
        id={id}
        type="text"
        role="combobox"
        aria-label={field.list ? label : undefined}
        aria-expanded={isOpen.value}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-required={field.required}
        aria-describedby={field.help ? `${id}-help` : undefined}
        autocomplete="off"
        placeholder={field.placeholder || 'Choose…'}
        value={text}
        onClick={open}
        onKeyDown={onKey}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          open();
        }}
      />
      <div class="options" hidden={!isOpen.value}>
        <select
          id={`${id}-list`}
          ref={list}
          size={Math.min(Math.max(shown.length, 2), 8)}
          aria-label={`Choices of ${label}`}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              pick(event.currentTarget.value);
            }
            if (event.key === 'Escape') {
              close();
              document.getElementById(id)?.focus();
            }
          }}
          onClick={({ currentTarget, target }) => {
            if (target instanceof HTMLOptionElement) pick(currentTarget.value);
          }}
        >
          {shown.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <div class="more" aria-live="polite">
          {isLoading.value ? 'Loading…' : message.value || `${shown.length} of ${loaded.value.length} choices`}
          {field.isDynamic && isMore.value && page.value > 0 && (
            <button
              type="button"
              class="small"
              onClick={() => {
                // The button may be gone after that, and the focus with it.
                list.current?.focus();
                void load();
              }}
            >
              Load more
            </button>
          )}
          {words && shown.length !== 1 && <span> · Enter uses “{typed.value}” itself</span>}
        </div>
      </div>
    </div>
  );
}

interface ListProps extends Omit<FieldProps, 'onChange'> {
  id: string;
  value: readonly string[];
  onChange(value: readonly string[]): void;
}

function List({ id, value, onChange, field, ...common }: ListProps) {
  const rows = value.length > 0 ? value : [''];
  return (
    <div class="rows">
      {rows.map((row, at) => (
        <div class="row" key={at}>
          <Single
            {...common}
            {...{ field, value: row, id: at === 0 ? id : `${id}-${at}`, label: `${field.label} ${at + 1}` }}
            onChange={(next) => onChange(rows.map((each, i) => (i === at ? next : each)))}
          />
          {rows.length > 1 && (
            <button
              type="button"
              class="small"
              aria-label={`Remove ${field.label} ${at + 1}`}
              onClick={() => onChange(rows.filter((_each, i) => i !== at))}
            >
              ×
            </button>
          )}
        </div>
      ))}
      <button type="button" class="small" onClick={() => onChange([...rows, ''])}>
        + Add another
      </button>
    </div>
  );
}

interface PairsProps extends Omit<FieldProps, 'onChange'> {
  value: Readonly<Record<string, string>>;
  onChange(value: Readonly<Record<string, string>>): void;
}

/** Names with values. */
function Pairs({ value, onChange, field }: PairsProps) {
  const rows = Object.entries(value);
  const shown = rows.length > 0 ? rows : [['', ''] as const];
  const set = (at: number, name: string, text: string) =>
    onChange(Object.fromEntries(shown.map((each, i) => (i === at ? [name, text] : each))));
  return (
    <div class="rows">
      {shown.map(([name, text], at) => (
        <div class="row" key={at}>
          <input
            type="text"
            aria-label={`${field.label}: name ${at + 1}`}
            placeholder="Name"
            value={name}
            onChange={({ currentTarget }) => set(at, currentTarget.value, text)}
          />
          <input
            type="text"
            aria-label={`${field.label}: value ${at + 1}`}
            placeholder="Value"
            value={text}
            onInput={({ currentTarget }) => set(at, name, currentTarget.value)}
          />
        </div>
      ))}
      <button type="button" class="small" onClick={() => onChange({ ...value, '': '' })}>
        + Add another
      </button>
    </div>
  );
}
