/** The edge of the API: bodies, queries and path parameters are read by the same shapes as the book. */
import { Param, type PipeTransform } from '@nestjs/common';
import { DomainError, type ErrorCode } from '../domain/errors';
import { checkValue } from '../domain/shape/check';
import { readShape } from '../domain/shape/read';
import type { Shape } from '../domain/shape/spec';
import { normalText } from '../domain/shape/texts';

/** Reads a body or query in the normal form of a shape; unknown keys are refused. */
export class ShapePipe<T extends object> implements PipeTransform<unknown, T> {
  constructor(private readonly shape: Shape<T>) {}

  transform(value: unknown): T {
    return readShape(this.shape, value ?? {});
  }
}

/** A code or number in the path, in normal form. */
export class CodePipe implements PipeTransform<string, string> {
  constructor(
    private readonly name: string,
    private readonly max = 40,
  ) {}

  transform(value: string): string {
    const fault = checkValue({ is: 'code', max: this.max }, value);
    if (fault) throw new DomainError('code_invalid', fault.details ?? {}, this.name);
    return normalText(value);
  }
}

/** Codes that may be longer than most. */
const LENGTHS: Readonly<Record<string, number>> = { event: 64, login: 60 };

/**
 * Parameter: a code of the path under its own name, in normal form.
 *
 * @example one(@CodeParam('season') season: string)
 */
export const CodeParam = (name: string): ParameterDecorator => Param(name, new CodePipe(name, LENGTHS[name]));

/** A row's number in the path; what is none names nothing. */
export class IdPipe implements PipeTransform<string, number> {
  constructor(private readonly unknown: ErrorCode) {}

  transform(value: string): number {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new DomainError(this.unknown);
    return Number.parseInt(value, 10);
  }
}

/** One of some words in the path. */
export class WordPipe<T extends string> implements PipeTransform<string, T> {
  constructor(
    private readonly name: string,
    private readonly words: readonly T[],
  ) {}

  transform(value: string): T {
    const word = this.words.find((w) => w === value);
    if (word === undefined) throw new DomainError('choice_invalid', { value: value.slice(0, 80) }, this.name);
    return word;
  }
}
