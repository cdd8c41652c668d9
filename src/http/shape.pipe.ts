/** The edge of the API: bodies, queries and path parameters are read by the same shapes as the book. */
import type { PipeTransform } from '@nestjs/common';
import { DomainError } from '../domain/errors';
import { checkValue } from '../domain/shape/check';
import { readShape } from '../domain/shape/read';
import type { Shape } from '../domain/shape/spec';

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
    if (checkValue({ is: 'code', max: this.max }, value)) throw new DomainError('code_invalid', {}, this.name);
    return value.normalize('NFC');
  }
}
