/** The lines of a book: their shapes, and how they are read in normal form (docs/book-format.md section 1). */
import { DomainError, DomainErrors } from '../errors';
import { EventHead } from '../events/kind';
import { EVENT_KINDS } from '../events/registry';
import { isPlainObject } from '../shape/check';
import { Choice, Code, DateText, Flag, ObjectOf, Text } from '../shape/field';
import { combine, type Shape } from '../shape/spec';
import { readShape } from '../shape/read';
import { Terms } from '../terms/terms';
import { SignatureLine, StatementStepLine } from './workflow-lines';

export const ACCOUNTING_SYSTEMS = ['CN-COOP-2021', 'CN-COLLECTIVE-2023'] as const;

export class CooperativeLine {
  @Choice(['cooperative']) type: 'cooperative';
  @Code() code: string;
  @Text(200) name: string;
  @Text(200, { optional: true }) gacha?: string;
  @Text(200, { optional: true }) branch?: string;
  @Code({ max: 12, optional: true }) division?: string;
  @Choice(ACCOUNTING_SYSTEMS) accounting: (typeof ACCOUNTING_SYSTEMS)[number];
}

export class SeasonLine {
  @Choice(['season']) type: 'season';
  @Code() cooperative: string;
  @Code() code: string;
  @Text(200, { optional: true }) name?: string;
  @DateText() from: string;
  @DateText() to: string;
}

/** `phone` and `idNumber` are personal data: they are not chained, so that they can be corrected and erased. */
export class HouseholdLine {
  @Choice(['household']) type: 'household';
  @Code() cooperative: string;
  @Code() code: string;
  @Text(200) name: string;
  @Flag({ optional: true }) member?: boolean;
  @Text(40, { optional: true }) phone?: string;
  @Text(40, { optional: true }) idNumber?: string;
  @Text(10_000, { optional: true, multiline: true }) note?: string;
}

export class ContractLine {
  @Choice(['contract']) type: 'contract';
  @Code() cooperative: string;
  @Code() number: string;
  @Code() household: string;
  @DateText() from: string;
  @DateText({ optional: true }) to?: string;
  @DateText({ optional: true }) signedOn?: string;
  /** Code of the household that keeps the animals. */
  @Code({ optional: true }) keeper?: string;
  @Text(200, { optional: true }) branch?: string;
  @Text(200, { optional: true }) guarantor?: string;
  @Text(200, { optional: true }) witness?: string;
  @Text(10_000, { optional: true, multiline: true }) note?: string;
  @ObjectOf(() => Terms) terms: Terms;
}

class EventAddress {
  @Choice(['event']) type: 'event';
  @Code() cooperative: string;
  @Code() contract: string;
}

/** An event with the contract it belongs to; the keys of its payload are on the same level. */
export interface EventLine extends EventHead {
  type: 'event';
  cooperative: string;
  contract: string;
}

export class CloseLine {
  @Choice(['close']) type: 'close';
  @Code() cooperative: string;
  @Code() season: string;
}

export type BookLine =
  | CooperativeLine
  | SeasonLine
  | HouseholdLine
  | ContractLine
  | EventLine
  | StatementStepLine
  | SignatureLine
  | CloseLine;

const SHAPES: ReadonlyMap<string, Shape<BookLine>> = new Map<string, Shape<BookLine>>([
  ['cooperative', CooperativeLine],
  ['season', SeasonLine],
  ['household', HouseholdLine],
  ['contract', ContractLine],
  ['close', CloseLine],
  ['statement', StatementStepLine],
  ['signature', SignatureLine],
]);

const eventShapes = new Map<string, Shape>();
const eventLineShapes = new Map<string, Shape>();
for (const [name, kind] of EVENT_KINDS) {
  eventShapes.set(name, combine([EventHead, kind.payload], name === 'reversal' ? [] : ['on']));
  eventLineShapes.set(name, combine([EventAddress, EventHead, kind.payload], name === 'reversal' ? [] : ['on']));
}

/** The shape of an event of each kind, without the contract it belongs to, as the API takes it. */
export const EVENT_SHAPES: ReadonlyMap<string, Shape> = eventShapes;

/**
 * Reads one event in normal form, discriminated by `kind`.
 *
 * @throws DomainErrors (kind_unknown, field_required, key_unknown, ...), one per wrong field
 */
export function readEvent(input: unknown): EventHead {
  return readShape(shapeByKind(eventShapes, input), input) as EventHead;
}

/**
 * Reads one line of a book (not its first) in normal form.
 *
 * @param others keys that an exported book adds and the caller reads itself
 * @throws DomainErrors type_unknown, kind_unknown, and the faults of the fields
 */
export function readLine(input: unknown, others: ReadonlySet<string> = new Set()): BookLine {
  if (!isPlainObject(input)) throw new DomainErrors([new DomainError('object_invalid')]);
  const { type } = input;
  if (type === 'event') return readShape(shapeByKind(eventLineShapes, input), input, others) as EventLine;
  const shape = typeof type === 'string' ? SHAPES.get(type) : undefined;
  if (!shape)
    throw new DomainErrors([new DomainError(type === undefined ? 'field_required' : 'type_unknown', {}, 'type')]);
  return readShape(shape, input, others);
}

function shapeByKind(shapes: ReadonlyMap<string, Shape>, input: unknown): Shape {
  if (!isPlainObject(input)) throw new DomainErrors([new DomainError('object_invalid')]);
  const { kind } = input;
  const shape = typeof kind === 'string' ? shapes.get(kind) : undefined;
  if (!shape)
    throw new DomainErrors([new DomainError(kind === undefined ? 'field_required' : 'kind_unknown', {}, 'kind')]);
  return shape;
}

/** The chained part of a household's line: everything but personal data. */
export function withoutPersonalData(line: HouseholdLine): HouseholdLine {
  const { phone: _phone, idNumber: _idNumber, ...chained } = line;
  return chained;
}
