/** Everything that can be refused: one union of stable codes, each with its kind. */

/**
 * The kind of a refusal, which common/error-table.ts maps to an HTTP status, an exit code and a log level. `format`: malformed input;
 * `unknown`: it names something that does not exist; `rule`: the book's rules forbid it; `conflict`: it contradicts what is recorded;
 * `stale`: it is based on an outdated version; `integrity`: the book is damaged; `busy`: try again; `denied`: not permitted;
 * `anonymous`: sign in first.
 */
export type ErrorKind =
  'format' | 'unknown' | 'rule' | 'conflict' | 'stale' | 'integrity' | 'busy' | 'denied' | 'anonymous';

/** Every code with its kind. Codes are public: add to them, never rename one. */
export const ERROR_KINDS = {
  // form of the input
  json_invalid: 'format',
  json_duplicate_key: 'format',
  utf8_invalid: 'format',
  line_too_long: 'format',
  body_too_large: 'format',
  format_unsupported: 'format',
  too_many_rows: 'format',
  too_many_statements: 'format',
  book_header_missing: 'format',
  type_unknown: 'format',
  kind_unknown: 'format',
  rule_unknown: 'format',
  key_unknown: 'format',
  field_required: 'format',
  field_not_allowed: 'format',
  text_invalid: 'format',
  code_invalid: 'format',
  date_invalid: 'format',
  instant_invalid: 'format',
  money_invalid: 'format',
  quantity_invalid: 'format',
  ratio_invalid: 'format',
  percent_invalid: 'format',
  count_invalid: 'format',
  boolean_invalid: 'format',
  choice_invalid: 'format',
  list_invalid: 'format',
  list_duplicate: 'format',
  object_invalid: 'format',
  page_invalid: 'format',
  hash_invalid: 'format',
  hash_required: 'format',
  attachment_type: 'format',
  attachment_empty: 'format',
  attachment_too_large: 'format',
  // things that are not there
  book_empty: 'unknown',
  cooperative_unknown: 'unknown',
  household_unknown: 'unknown',
  season_unknown: 'unknown',
  contract_unknown: 'unknown',
  event_unknown: 'unknown',
  statement_unknown: 'unknown',
  attachment_unknown: 'unknown',
  run_unknown: 'unknown',
  job_unknown: 'unknown',
  job_file_gone: 'unknown',
  proposal_unknown: 'unknown',
  user_unknown: 'unknown',
  offer_unknown: 'unknown',
  card_unknown: 'unknown',
  session_unknown: 'unknown',
  token_unknown: 'unknown',
  obligation_unknown: 'unknown',
  account_unknown: 'unknown',
  mapping_unknown: 'unknown',
  file_unknown: 'unknown',
  route_unknown: 'unknown',
  // rules of the book
  season_order: 'rule',
  season_too_long: 'rule',
  season_gap: 'rule',
  season_overlap: 'rule',
  season_not_open: 'rule',
  season_closed: 'rule',
  season_not_empty: 'rule',
  before_first_season: 'rule',
  no_season: 'rule',
  future_date: 'rule',
  future_instant: 'rule',
  clock_wrong: 'rule',
  contract_not_active: 'rule',
  contract_already_active: 'rule',
  contract_ended: 'rule',
  contract_dates: 'rule',
  contract_too_early: 'rule',
  contract_too_long: 'rule',
  terms_schedule: 'rule',
  terms_tranches: 'rule',
  terms_obligation_duplicate: 'rule',
  terms_class_repeated: 'rule',
  terms_needs_to: 'rule',
  terms_loss_price: 'rule',
  amendment_changes_obligation: 'rule',
  amendment_breaks_event: 'rule',
  amendment_not_latest: 'rule',
  heads_sum: 'rule',
  obligation_ambiguous: 'rule',
  obligation_mismatch: 'rule',
  over_settled: 'rule',
  stock_negative: 'rule',
  credit_limit: 'rule',
  replaces_not_death: 'rule',
  nothing_done: 'rule',
  completion_not_settled: 'rule',
  already_terminated: 'rule',
  already_reversed: 'rule',
  reversal_of_reversal: 'rule',
  reversal_too_early: 'rule',
  amount_too_large: 'rule',
  settlement_failed: 'rule',
  step_not_allowed: 'rule',
  paper_required: 'rule',
  attachment_limit: 'rule',
  job_limit: 'rule',
  attachment_elsewhere: 'rule',
  several_cooperatives: 'rule',
  own_proposal: 'rule',
  approver_dependent: 'rule',
  proposal_limit: 'rule',
  dispute_limit: 'rule',
  account_shared: 'rule',
  offer_limit: 'rule',
  password_weak: 'rule',
  login_mixed: 'rule',
  pin_weak: 'rule',
  last_administrator: 'rule',
  mapping_incomplete: 'rule',
  book_not_empty: 'rule',
  file_exists: 'rule',
  file_unreadable: 'rule',
  database_newer: 'rule',
  // contradictions with what is recorded
  event_conflict: 'conflict',
  line_conflict: 'conflict',
  chain_mismatch: 'conflict',
  code_taken: 'conflict',
  number_taken: 'conflict',
  login_taken: 'conflict',
  login_confusable: 'conflict',
  code_confusable: 'conflict',
  proposal_decided: 'conflict',
  proposal_conflict: 'conflict',
  // versions
  version_required: 'stale',
  version_stale: 'stale',
  effect_changed: 'stale',
  // damage
  chain_broken: 'integrity',
  totals_wrong: 'integrity',
  postings_unbalanced: 'integrity',
  statement_wrong: 'integrity',
  attachment_damaged: 'integrity',
  record_missing: 'integrity',
  database_damaged: 'integrity',
  // others
  database_busy: 'busy',
  printing_busy: 'busy',
  downloads_busy: 'busy',
  job_abandoned: 'busy',
  database_unreachable: 'busy',
  storage_full: 'busy',
  address_unavailable: 'busy',
  not_permitted: 'denied',
  second_factor_required: 'denied',
  cross_site: 'denied',
  sign_in_required: 'anonymous',
  sign_in_failed: 'anonymous',
  sign_in_blocked: 'busy',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** Values for the message; only texts and integers, so that no amount is ever formatted from a float. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/**
 * A refusal that a person can act on. `field` is a path into the input (`heads[0].count`); `details` are filled into the message.
 *
 * @example throw new DomainError('over_settled', { owed: 180, settled: 181 }, 'accepted');
 */
export class DomainError extends Error {
  readonly kind: ErrorKind;

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    readonly field?: string,
  ) {
    super(field === undefined ? code : `${field}: ${code}`);
    this.name = 'DomainError';
    this.kind = ERROR_KINDS[code];
  }
}

/** All refusals of one input, so that a clerk can correct every field at once. Never empty. */
export class DomainErrors extends Error {
  constructor(readonly errors: readonly DomainError[]) {
    super(errors.map((e) => e.message).join('; '));
    this.name = 'DomainErrors';
  }
}
