import { type ParseArgsConfig, parseArgs } from 'node:util';
import { at } from './zapier/values.ts';

/** What was typed cannot be understood; the message is one sentence that says so. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses the words after a command. @throws UsageError */
export function readArguments<T extends Options>(words: readonly string[], options: T, help: string) {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${fault(error)} ${help} lists what there is.`);
  }
}

function fault(error: unknown): string {
  const message = String(at(error, 'message') ?? error);
  const option = /(--[\w-]+|-\w)(?:'| <)/.exec(message)?.[1] ?? '';
  switch (at(error, 'code')) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `There is no option ${option}.`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return message.includes('does not take') ? `${option} takes no value.` : `${option} needs a value.`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `Nobody knows what to do with “${/'([^']*)'/.exec(message)?.[1] ?? ''}”.`;
    default:
      return message;
  }
}
