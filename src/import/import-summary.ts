/** What an import tells whoever has started it. */

/** What an import added, the events that were there already, and what others had signed and approved before. */
export interface ImportSummary {
  cooperatives: number;
  households: number;
  contracts: number;
  seasons: number;
  events: number;
  closed: number;
  replayed: number;
  /** Of statements' lives. */
  steps: number;
  signatures: number;
  /** Records that were taken over with their approval, and the logins that those name. */
  approvals: number;
  approvers: readonly string[];
  /** Lines that name an approver without the hash of a record: they count as approved by the one who imports. */
  approversPassedOver: number;
}
