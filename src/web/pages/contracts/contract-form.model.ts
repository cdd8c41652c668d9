/** Drafts of contracts as forms: what was typed, what it comes to, and saving it. */
import { Injectable } from '@nestjs/common';
import type { Origin } from '../../../audit/audit';
import { Clock } from '../../../common/clock';
import { requireContract } from '../../../contracts/contracts';
import { contractView } from '../../../contracts/contracts.queries';
import { ReadPool } from '../../../database/reader';
import { checkTerms } from '../../../domain/terms/check-terms';
import { DomainError } from '../../../domain/errors';
import { whatIf, type YearAssumed } from '../../../domain/contract/what-if';
import { readShape } from '../../../domain/shape/read';
import type { Terms } from '../../../domain/terms/terms';
import { ContractInput } from '../../../api/dto/inputs.dto';
import type { Scope } from '../../../parties/scope';
import { RegistrationService } from '../../../contracts/registration.service';
import { planAsAgreed } from './contract.model';
import { termsChoices } from '../../kit/forms/entry-form';
import { faultsOf } from '../../kit/forms/faults';
import type { FormState } from '../../kit/forms/inputs';
import { compacted, numeral, objectTyped, typedOf, type Typed } from '../../kit/forms/typed';
import type { Frame } from '../../kit/frame';
import type { ContractFormView } from './contract-form.view';
import { assumedField, MOST_ASSUMED, YEARS, type WhatIfView, type YearName } from './what-if.view';

/** Households offered in the list; beyond them the code is typed. */
const MOST_HOUSEHOLDS = 500;
const BEGUN = { 'terms.handout[0].class': 'ewe', 'terms.obligations[0].rule': 'fixed_total', 'terms.obligations[0].id': 'lambs', 'terms.obligations[0].class': 'lamb', 'terms.obligations[0].schedule.kind': 'yearly' }; // prettier-ignore

const USUAL_YEARS: Readonly<Record<YearName, YearAssumed>> = {
  good: { bornPer100: 120, lostPer100: 2 },
  normal: { bornPer100: 95, lostPer100: 5 },
  bad: { bornPer100: 60, lostPer100: 15 },
};

@Injectable()
export class ContractFormModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly desk: RegistrationService,
    private readonly clock: Clock,
  ) {}

  begin(frame: Frame, scope: Scope, household: string): Promise<ContractFormView> {
    return this.view(frame, scope, { ...BEGUN, household, from: this.clock.today() });
  }

  /** @throws DomainError contract_unknown, contract_already_active */
  async edit(frame: Frame, scope: Scope, number: string): Promise<ContractFormView> {
    const row = await requireContract(this.reads, scope, number);
    if (row.state !== 'draft') throw new DomainError('contract_already_active', { contract: number });
    const { version, state: _state, ...content } = contractView(row);
    return this.view(frame, scope, { ...typedOf(content), _version: String(version) }, new Map(), number);
  }

  /**
   * Saves a draft, new or changed, or shows the form again: with another row, with what the terms come to, or with what is wrong.
   *
   * @param editing the number of the draft that is changed
   */
  async save(
    frame: Frame,
    scope: Scope,
    sent: Typed,
    origin: Origin,
    editing?: string,
  ): Promise<ContractFormView | { readonly number: string }> {
    if (sent['_more'] !== undefined) return this.view(frame, scope, sent, new Map(), editing);
    const typed = compacted(ContractInput, sent);
    try {
      const input = readShape(ContractInput, objectTyped(ContractInput, typed));
      checkTerms(input.terms, { from: input.from, ...(input.to === undefined ? {} : { to: input.to }) });
      if (typed['_do'] !== 'save') return await this.view(frame, scope, typed, new Map(), editing, input);
      const code = frame.place?.code ?? '';
      if (editing === undefined) await this.desk.draftContract(code, input, origin);
      else await this.desk.changeDraft(code, Number(typed['_version'] ?? 0), input, origin);
      return { number: input.number };
    } catch (error) {
      return this.view(frame, scope, typed, faultsOf(error, frame, typed), editing);
    }
  }

  private async view(
    frame: Frame,
    scope: Scope,
    typed: Typed,
    errors: ReadonlyMap<string, string> = new Map(),
    editing?: string,
    input?: ContractInput,
  ): Promise<ContractFormView> {
    const households = await this.reads.all<{ code: string; name: string }>(
      `select code, name from household where cooperative_id = ? order by id desc limit ${MOST_HOUSEHOLDS}`,
      [scope.cooperativeId],
    );
    const form: FormState = {
      typed,
      errors,
      isLoose: true,
      about: 'contract',
      today: this.clock.today(),
      choices: {
        household: households.map(({ code, name }) => ({ value: code, text: `${name} ${code}` })),
        keeper: households.map(({ code, name }) => ({ value: code, text: `${name} ${code}` })),
        ...termsChoices(frame),
      },
      ...(editing === undefined ? {} : { hidden: new Set(['number']) }),
      focus: errors.size > 0 ? [...errors.keys()][0] : editing === undefined ? 'number' : undefined,
    };
    const term = input && { from: input.from, ...(input.to === undefined ? {} : { to: input.to }) };
    return {
      form,
      ...(input && term ? { checked: checkedOf(input.terms, term, typed) } : {}),
      ...(editing === undefined ? {} : { editing }),
    };
  }
}

function checkedOf(
  terms: Terms,
  term: { readonly from: string; readonly to?: string },
  typed: Typed,
): NonNullable<ContractFormView['checked']> {
  const whatIfs = YEARS.map((name): WhatIfView => {
    const year = yearTyped(name, typed);
    return { name, year, days: whatIf(terms, term, year) };
  });
  return { terms, plan: planAsAgreed(terms, term), whatIfs };
}

/** What a kind of year is taken to be like: as typed, else as usual in the dry steppe. */
function yearTyped(name: YearName, typed: Typed): YearAssumed {
  const number = (key: keyof YearAssumed): number => {
    const digits = numeral(typed[assumedField(name, key)] ?? '');
    return /^\d{1,3}$/.test(digits) && Number(digits) <= MOST_ASSUMED[key] ? Number(digits) : USUAL_YEARS[name][key];
  };
  return { bornPer100: number('bornPer100'), lostPer100: number('lostPer100') };
}
