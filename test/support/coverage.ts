/** What `verify` watches over, table by table and column by column, and what it leaves out on purpose, each with the reason. */

export interface Watched {
  /** Columns that anybody may change without the book saying anything else. */
  readonly free?: Readonly<Record<string, string>>;
  /** Rows, as SQL, that may be missing without a loss. */
  readonly dispensable?: string;
}

const EDITED = 'counts edits, so that two people do not overwrite each other';
const ERASABLE = 'personal data: outside the chain, so that it can be corrected and erased';

/** Every table whose rows `verify` compares with the chain, the trail, or the files. */
export const WATCHED: Readonly<Record<string, Watched>> = {
  cooperative: { free: { version: EDITED } },
  household: { free: { phone: ERASABLE, id_number: ERASABLE, version: EDITED } },
  season: {},
  // From its activation on: a contract that is still being written down stands in no chain.
  contract: { free: { version: EDITED } },
  terms_version: {},
  book_record: {},
  account: {},
  posting: {},
  account_total: {},
  // A draft is computed again whenever it is wanted: one that is gone is no loss.
  statement: { dispensable: 'closed_seq is null' },
  statement_step: {},
  signature: {},
  attachment: {},
  slip_print: {},
  posting_mapping: {},
  herder_card: {
    free: {
      failures: 'counts wrong PINs',
      blocked_until: 'ends a block by wrong PINs',
      locale: 'the language of the page',
    },
  },
  cooperative_setting: {},
  proposal: { free: { fault: 'why the rules refused it last; they are asked again', version: EDITED } },
  audit_event: {},
  trail_head: {},
};

/** Every other table, and why nothing of the book is lost or changed by whatever becomes of it. */
export const OUTSIDE: Readonly<Record<string, string>> = {
  migrations: 'which migrations were run; a book with others than the program knows is not opened',
  app_user: 'people as they may sign in today; what they did is in the chain and the trail under their logins',
  role_grant: 'what people may do today; each record names who approved it, and the trail who gave the role',
  role_offer: 'roles that somebody may accept; what is accepted is a role, and on the trail',
  account_change: 'who has had a hand in an account lately; the trail has it all',
  session: 'who is signed in now',
  api_token: 'which machines may ask now',
  recovery_code: 'the second factor of a user',
  known_device: 'browsers with tries of their own at a password',
  invitation: 'links that are good for three days',
  sign_in_guard: 'counters of failed sign-ins',
  sign_in_step: 'sign-ins for which a code is still wanted, for five minutes',
  job: 'long work that was asked for: files that can be made again, and runs, which made statements',
};
