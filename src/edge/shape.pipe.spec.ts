import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { EVENT_KINDS } from '../domain/events/registry';
import { DomainErrors } from '../domain/errors';
import { fieldsOf, type FieldSpec, type Shape } from '../domain/shape/spec';
import { Terms } from '../domain/terms/terms';
import { OBLIGATION_SHAPES } from '../domain/obligations/registry';
import {
  ContractInput,
  CooperativeInput,
  HouseholdInput,
  PersonalDataInput,
  SeasonInput,
  SettlementInput,
} from '../api/dto/inputs.dto';
import { ContractsQuery, MomentQuery, StatementsQuery } from '../api/dto/queries.dto';
import { CodePipe, ShapePipe } from './shape.pipe';

const SHAPES: readonly (readonly [string, Shape])[] = [
  ...[CooperativeInput, SeasonInput, HouseholdInput, PersonalDataInput, ContractInput, SettlementInput],
  ...[ContractsQuery, MomentQuery, StatementsQuery, Terms],
  ...OBLIGATION_SHAPES.values(),
  ...[...EVENT_KINDS.values()].map((kind) => kind.payload),
].map((shape) => [shape.name, shape] as const);

/** Anything a client may send, with a bias to what nearly fits. */
const JUNK = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    '0',
    '1',
    '-1',
    '1.5',
    '1.005',
    '１',
    '1e400',
    'NaN',
    '1/0',
    '9/5',
    '100.1',
    0,
    1,
    -1,
    1.5,
    NaN,
    Infinity,
  ),
  fc.constantFrom<unknown>(
    '2026-02-28',
    '2026-02-30',
    '2026-01-01T00:00:00.000Z',
    'a/b',
    'H001',
    ' ',
    '\ud800',
    'a\nb',
    '"',
  ),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [{}], ['*'], { kind: 'at_end' }, [
    { class: 'ewe', count: 1 },
  ]),
  fc.jsonValue(),
);

/** A value that its field accepts. */
function fitting(spec: FieldSpec): fc.Arbitrary<unknown> {
  switch (spec.is) {
    case 'code':
      return fc.constantFrom('H001', 'WRYT-2022-001', '苏鲁克.1');
    case 'text':
      return fc.constantFrom('玉米', 'x');
    case 'money':
      return fc.constantFrom('1', '12.50', '0.01');
    case 'quantity':
    case 'percent':
      return fc.constantFrom('1', '12.5');
    case 'ratio':
      return fc.constantFrom('1', '1/2');
    case 'count':
      return fc.integer({ min: spec.min, max: spec.max });
    case 'boolean':
      return fc.boolean();
    case 'date':
      return fc.constant('2026-02-28');
    case 'instant':
      return fc.constant('2026-01-01T00:00:00.000Z');
    case 'hash':
      return fc.constant('0a'.repeat(32));
    case 'choice':
      return fc.constantFrom(...spec.of);
    case 'list':
      return fitting(spec.item).map((item) => [item]);
    case 'object':
      return objectOf(spec.shape());
    case 'variant':
      return fc.constantFrom(...spec.shapes().entries()).chain(([name, shape]) =>
        objectOf(shape).map((object) => ({ ...object, [spec.by]: name })),
      ); // prettier-ignore
  }
}

/** Objects of a shape: all fields fitting, some optional ones left out. */
function objectOf(shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  const fields = [...fieldsOf(shape)];
  const model = Object.fromEntries(fields.map(([name, spec]) => [name, fitting(spec)]));
  return fc.record(model, { requiredKeys: fields.filter(([, s]) => !s.optional).map(([name]) => name) });
}

/** Objects of a shape with at most one thing changed: a field replaced by junk, left out, or an unknown one added. */
function nearly(shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  const names = [...fieldsOf(shape).keys()];
  const change = fc.oneof(
    fc.constant(undefined),
    fc.tuple(fc.constantFrom(...names, 'unknown'), fc.oneof(JUNK, fc.constant(undefined))),
  );
  return fc.tuple(objectOf(shape), change).map(([object, changed]) => {
    if (!changed) return object;
    const { [changed[0]]: _gone, ...rest } = object;
    return changed[1] === undefined ? rest : { ...rest, [changed[0]]: changed[1] };
  });
}

function refusedFields(shape: Shape, value: object): string[] {
  try {
    new ShapePipe(shape).transform(value);
    return [];
  } catch (error) {
    if (!(error instanceof DomainErrors)) throw error;
    return error.errors.map((e) => (e.field ?? '').split(/[.[]/)[0] as string);
  }
}

describe('the one validator', () => {
  it.each(SHAPES.filter(([, shape]) => fieldsOf(shape).size > 0))(
    'and class-validator refuse the same fields of %s',
    (_name, shape) => {
      let accepted = 0;
      fc.assert(
        fc.property(nearly(shape), (value) => {
          const errors = validateSync(Object.assign(new (shape as new () => object)(), value), {
            whitelist: true,
            forbidNonWhitelisted: true,
          });
          const refused = refusedFields(shape, value);
          if (refused.length === 0) accepted += 1;
          expect([...new Set(refused)].sort()).toEqual(errors.map((e) => e.property).sort());
        }),
        { numRuns: 200 },
      );
      expect(accepted).toBeGreaterThan(0);
    },
  );

  it('gives normal forms and leaves what it was given alone', () => {
    const input = { code: 'S', from: '2026-01-01', to: '2026-06-30', name: 'e\u0301' };
    expect(new ShapePipe(SeasonInput).transform(input)).toEqual({ ...input, name: '\u00e9' });
    expect(input.name).toBe('e\u0301');
    expect(() => new ShapePipe(SeasonInput).transform(undefined)).toThrow(DomainErrors);
  });

  it('reads codes in the path', () => {
    expect(new CodePipe('contract').transform('e\u0301-1')).toBe('\u00e9-1');
    for (const bad of ['', '-a', 'a b', 'a'.repeat(41), '../x'])
      expect(() => new CodePipe('contract').transform(bad)).toThrow('contract: code_invalid');
  });
});
