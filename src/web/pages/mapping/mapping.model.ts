/** Gathers the posting mapping for its pages, and changes it by a form or by the file that the command line prints. */
import { Injectable } from '@nestjs/common';
import type { Origin } from '../../../audit/audit';
import { listSeasons } from '../../../calendar/seasons';
import { parseStrictJson } from '../../../common/strict-json';
import { ReadPool } from '../../../database/reader';
import { readShape } from '../../../domain/shape/read';
import { HOUSEHOLD, HOUSEHOLD_IN_KIND, HOUSEHOLD_KEYS, MappingContent, PAIRS } from '../../../mapping/mapping';
import { MappingService } from '../../../mapping/mapping.service';
import { frozenBy, listMappings, mappingInForce, requireMapping, withChanges } from '../../../mapping/mappings.queries';
import type { CooperativeRow } from '../../../parties/cooperatives';
import { faultsOf } from '../../kit/forms/faults';
import type { FormState, Option } from '../../kit/forms/inputs';
import { compacted, objectTyped, rowAbove, rowsTyped, typedOf, type Typed } from '../../kit/forms/typed';
import type { Frame } from '../../kit/frame';
import { sideWord, type MappingFormView, type MappingView } from './mapping.types';

/** What a rule may also say: any of several. */
const PATTERNS = ['coop:subsidy:*', 'coop:stock:*', 'coop:owed:*', 'coop:settlement:*', 'coop:*', '*'];

@Injectable()
export class MappingModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly mappings: MappingService,
  ) {}

  /** @param version the one in force when absent. @throws DomainError mapping_unknown */
  async of(cooperative: CooperativeRow, version?: string): Promise<MappingView> {
    return this.reads.snapshot(async (reader) => {
      const all = await listMappings(reader, cooperative);
      const inForce = mappingInForce(all, { closedSeq: null });
      return {
        shown: version === undefined ? withChanges(all, inForce) : requireMapping(all, version),
        inForce: inForce.version,
        versions: all.map((m) => withChanges(all, m)).reverse(),
        frozen: frozenBy(all, await listSeasons(reader, cooperative.id)),
      };
    });
  }

  async form(frame: Frame, cooperative: CooperativeRow): Promise<MappingFormView> {
    const { version, content } = mappingInForce(await listMappings(this.reads, cooperative), { closedSeq: null });
    return viewOf(frame, { ...typedOf(content), _version: String(version) }, version);
  }

  /**
   * Makes a version of what was typed, or gives the form again, with everything that was typed: with another row, or with what is wrong.
   *
   * @returns the version that is in force now
   */
  async save(
    frame: Frame,
    cooperative: CooperativeRow,
    sent: Typed,
    origin: Origin,
  ): Promise<MappingFormView | number> {
    const { version } = mappingInForce(await listMappings(this.reads, cooperative), { closedSeq: null });
    if (sent['_above'] !== undefined) return viewOf(frame, rowAbove(sent, sent['_above']), version);
    if (sent['_more'] !== undefined) return viewOf(frame, sent, version);
    const typed = compacted(MappingContent, { ...sent, accounting: cooperative.accounting });
    try {
      const content = readShape(MappingContent, objectTyped(MappingContent, typed));
      return (await this.mappings.change(cooperative.code, content, origin, versionTyped(typed))).version;
    } catch (error) {
      return viewOf(frame, typed, version, faultsOf(error, frame));
    }
  }

  /** The same from a whole mapping as JSON, as `sureg mapping` prints it. */
  async paste(
    frame: Frame,
    cooperative: CooperativeRow,
    sent: Typed,
    origin: Origin,
  ): Promise<MappingFormView | number> {
    try {
      const content = parseStrictJson(sent['json'] ?? '');
      return (await this.mappings.change(cooperative.code, content, origin, versionTyped(sent))).version;
    } catch (error) {
      const { form, newest } = await this.form(frame, cooperative);
      const typed = { ...form.typed, _version: sent['_version'] ?? '', json: sent['json'] ?? '' };
      return { form: { ...form, typed, errors: faultsOf(error, frame) }, newest, isPasted: true };
    }
  }
}

/** One that is none fits no version. */
function versionTyped(typed: Typed): number {
  return Number(/^\d{1,9}$/.exec(typed['_version'] ?? '')?.[0] ?? -1);
}

function viewOf(
  frame: Frame,
  typed: Typed,
  newest: number,
  errors: ReadonlyMap<string, string> = new Map(),
): MappingFormView {
  const accounts = accountsTyped(frame, typed);
  const bookable = [
    { value: HOUSEHOLD, text: frame.t('mapping.household') },
    { value: HOUSEHOLD_IN_KIND, text: frame.t('mapping.householdInKind') },
    ...accounts,
  ];
  const form: FormState = {
    typed,
    errors,
    about: 'mapping',
    isLoose: true,
    hidden: new Set(['accounting']),
    ordered: new Set(['rules']),
    choices: {
      ...Object.fromEntries(HOUSEHOLD_KEYS.map((key) => [`household.${key}`, accounts])),
      'rules.of': sides(frame, typed, 'of'),
      'rules.against': sides(frame, typed, 'against'),
      'rules.debit': bookable,
      'rules.credit': bookable,
    },
    defaults: { 'rules.title': frame.t('mapping.any'), 'rules.sign': frame.t('mapping.any'), 'rules.debit': frame.t('mapping.nothing'), 'rules.credit': frame.t('mapping.nothing') },
    focus: [...errors.keys()][0],
  }; // prettier-ignore
  return { form, newest };
}

/** The accounts as they stand in the form; an account that is not in it any more stays what a rule says, for its fault to be seen. */
function accountsTyped(frame: Frame, typed: Typed): Option[] {
  const options = new Map<string, string>();
  for (let i = 0; i < rowsTyped(typed, 'accounts'); i += 1) {
    const code = typed[`accounts[${i}].code`] ?? '';
    if (code !== '') options.set(code, `${code} ${typed[`accounts[${i}].name`] ?? ''}`);
  }
  const used = Object.entries(typed).filter(([name]) =>
    /^(?:household\.\w+|rules\[\d+\]\.(?:debit|credit))$/.test(name),
  );
  for (const [, code] of used) if (code !== '' && !code.startsWith('@') && !options.has(code)) options.set(code, frame.t('mapping.notListed', { code })); // prettier-ignore
  return [...options].map(([value, text]) => ({ value, text }));
}

/** What entries may be about on one of their sides, in words. */
function sides(frame: Frame, typed: Typed, side: 'of' | 'against'): Option[] {
  const inUse = Object.entries(typed).filter(([name]) => name.startsWith('rules[') && name.endsWith(`].${side}`));
  const values = new Set([...PAIRS.map((pair) => pair[side]), ...PATTERNS, ...inUse.map(([, v]) => v)]);
  return [...values].filter((v) => v !== '').map((value) => ({ value, text: sideWord(frame, value) }));
}
