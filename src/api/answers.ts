/** How routes answer when nothing has happened yet: with the proposal that waits, and where it can be watched. */
import type { FastifyReply } from 'fastify';
import type { ProposalView } from '../approvals/proposals.queries';

/** 202: accepted, and not done. */
export function answerProposed(reply: FastifyReply, cooperative: string, proposal: ProposalView): ProposalView {
  void reply
    .status(202)
    .header('location', `/api/v1/cooperatives/${encodeURIComponent(cooperative)}/proposals/${proposal.id}`);
  return proposal;
}
