/** Passwords and PINs: which may be chosen, and hashing with argon2id, a few at a time so that guessing cannot exhaust the machine. */
import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { DomainError } from '../domain/errors';
import { composed } from '../domain/shape/texts';
import common from './common-passwords.json';

/** Argon2id is the library's default algorithm; at least what OWASP asks for: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at a time: each fills a processor, and one is left for other requests. */
export const CONCURRENT_MAX = availableParallelism() > 2 ? 2 : 1;
/** Requests that may wait; further ones are refused. */
const MAX_WAITING = 40;

export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 128;
/** Shorter logins occur in too many words to forbid them in passwords. */
const MIN_LOGIN_IN_PASSWORD = 3;
/** A password needs at least this many different characters, however long it is. */
const MIN_DIFFERENT = 5;
/** Figures and signs around a common word are mostly a year or 123456, which are no secret; so many are a text of their own. */
const MIN_DECORATION = 9;

const COMMON = new Set(common.passwords);
const WORDS = new Set(common.words);
const ROWS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
];

/** A hash that no password matches, so that unknown logins take as much work as known ones. */
const NOBODY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @throws DomainError sign_in_blocked when too many wait, password_weak for what is too long */
  async hash(password: string): Promise<string> {
    const text = normal(password);
    if (text === undefined) throw weak('password');
    return this.inTurn(() => hash(text, COST));
  }

  /**
   * Whether the password matches the hash; without a hash it does the same work and returns false.
   *
   * @throws DomainError sign_in_blocked when too many wait
   */
  async verify(stored: string | null | undefined, password: string): Promise<boolean> {
    const text = normal(password);
    const fits = await this.inTurn(() => verify(stored ?? NOBODY, text ?? ''));
    return fits && text !== undefined && typeof stored === 'string';
  }

  /** Whether a hash was made with less work than is required today. */
  isOutdated(stored: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(stored);
    return memoryCost < COST.memoryCost || timeCost < COST.timeCost || parallelism < COST.parallelism;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= CONCURRENT_MAX) {
      if (this.waiting.length >= MAX_WAITING) throw new DomainError('sign_in_blocked', { minutes: 1 });
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      // Passes its place on to the next, so that nobody can slip in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

/**
 * Length is what counts: there are no rules about kinds of characters, but common passwords, the login and simple patterns are refused.
 *
 * @throws DomainError password_weak
 * @example checkPassword('草原上的羊群很多呀真的', 'wangyan') // accepted
 */
export function checkPassword(password: string, login: string, field = 'password'): void {
  const text = normal(password);
  if (text === undefined) throw weak(field);
  const length = [...text].length;
  const folded = text.toLowerCase();
  const has = (part: string): boolean => part.length >= MIN_LOGIN_IN_PASSWORD && folded.includes(part.toLowerCase());
  if (length < MIN_PASSWORD || length > MAX_PASSWORD || has(login) || isCommon(folded)) throw weak(field);
}

function weak(field: string): DomainError {
  return new DomainError('password_weak', { min: MIN_PASSWORD }, field);
}

/** Refuses the PINs that a stranger would try first. */
export function checkPin(pin: string, field = 'pin'): void {
  const isPoor =
    !/^\d{6}$/.test(pin) ||
    new Set(pin).size <= 2 ||
    pin.slice(0, 3) === pin.slice(3) ||
    pin.slice(0, 3) === [...pin.slice(3)].reverse().join('') ||
    /^(\d)\1(\d)\2(\d)\3$/.test(pin) ||
    isInRow(pin, '01234567890') ||
    FAVOURITE_PINS.has(pin);
  if (isPoor) throw new DomainError('pin_weak', {}, field);
}

/** Number phrases and keypad patterns. */
const FAVOURITE_PINS = new Set(
  '520131 521131 131452 201314 147258 258369 147369 159357 357159 789456 456123 102030 142857 314159'.split(' '),
);

/** Undefined if it is too long for a password. */
function normal(password: string): string | undefined {
  return composed(password, MAX_PASSWORD);
}

function isCommon(folded: string): boolean {
  const plain = unmasked(folded);
  if (COMMON.has(folded) || COMMON.has(plain)) return true;
  if (new Set(folded).size < MIN_DIFFERENT || ROWS.some((row) => isInRow(folded, row))) return true;
  if (/^(.{1,6}?)\1+$/su.test(folded)) return true;
  return isDecoratedWord(folded) || isDecoratedWord(plain);
}

/** `p@ssw0rd` is `password`. */
function unmasked(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    '@': 'a',
    '0': 'o',
    '1': 'l',
    $: 's',
    '3': 'e',
    '5': 's',
    '!': 'i',
  };
  return text.replaceAll(/[@01$35!]/g, (c) => letters[c] ?? c);
}

/** A common word with a few figures or signs around it: `welcome2026`, `Admin@1234`, `p@ssw0rd!`. */
function isDecoratedWord(text: string): boolean {
  const word = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const isWord = WORDS.has(word) || WORDS.has(unmasked(word));
  return isWord && [...text].length - word.length < MIN_DECORATION;
}

function isInRow(text: string, row: string): boolean {
  return row.includes(text) || [...row].reverse().join('').includes(text);
}
