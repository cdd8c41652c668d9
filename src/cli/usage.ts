/** Puts the complaints of the option parser into the reader's language. */
import type { CommanderError } from 'commander';
import type { Locale } from '../i18n/locale';
import { label, type LabelKey } from '../i18n/messages';
import { UsageError } from './exit';

const WORDS: Readonly<Record<string, LabelKey>> = {
  'commander.unknownCommand': 'usage.unknown_command',
  'commander.unknownOption': 'usage.unknown_option',
  'commander.missingArgument': 'usage.missing_argument',
  'commander.missingMandatoryOptionValue': 'usage.missing_option',
  'commander.optionMissingArgument': 'usage.missing_value',
  'commander.invalidArgument': 'usage.invalid_value',
  'commander.excessArguments': 'usage.excess_arguments',
};

/** Help and version were asked for: no complaint. */
export function isAnswered(error: CommanderError): boolean {
  return error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
}

/**
 * A complaint of the option parser as a usage error.
 *
 * @example "error: unknown option '--x'" becomes 没有这个选项: --x
 */
export function usageErrorOf(error: CommanderError, locale: Locale, command: string): UsageError {
  const words = WORDS[error.code];
  const plain = error.message.replace(/^error: /, '').split('\n');
  const [sentence = ''] = plain;
  if (words === undefined) return new UsageError(sentence, command);
  // Of too many arguments the parser names the command, which the hint names anyway.
  const named = error.code === 'commander.excessArguments' ? undefined : /'([^']*)'/.exec(sentence)?.[1];
  const guess = /Did you mean (.*)\?/.exec(plain[1] ?? '')?.[1];
  return new UsageError(
    [label(locale, words), named].filter(Boolean).join(': ') + (guess === undefined ? '' : ` (${guess}?)`),
    command,
  );
}
