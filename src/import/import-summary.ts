/** The summary of an import. */

/** What was added, which events existed already, and what was taken over from others. */
export interface ImportSummary {
  cooperatives: number;
  households: number;
  contracts: number;
  seasons: number;
  events: number;
  closed: number;
  replayed: number;
  /** Steps and signatures of statements. */
  steps: number;
  signatures: number;
  /** Records taken over with their approval, and the logins of the approvers. */
  approvals: number;
  approvers: readonly string[];
  /** Lines that name an approver but have no hash: they count as approved by whoever imports. */
  approversPassedOver: number;
}
