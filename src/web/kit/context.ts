/** The context of a page: what every handler knows, and what every page shows around itself. */
import type { AuthenticatedRequest } from '../../edge/access';
import { CooperativeContext, RequestContext } from '../../edge/context';
import type { Typed } from './forms/typed';
import { frameOf, textsOf, type Frame } from './frame';

interface Paged extends Frame {
  /** What was typed into the form that was sent. */
  readonly typed: Typed;
}

type Made<T> = new (request: AuthenticatedRequest) => T;

function paged<T extends RequestContext>(base: Made<T>): Made<T & Paged> {
  const made = class extends (base as Made<RequestContext>) {
    constructor(request: AuthenticatedRequest) {
      super(request);
      Object.assign(this, frameOf(request), { typed: textsOf(request.body) });
    }
  };
  return made as Made<RequestContext> as Made<T & Paged>;
}

/** The context of a page that is in no cooperative. */
export class PageContext extends paged(RequestContext) {}

/** The context of a page of a cooperative. */
export class CooperativePageContext extends paged(CooperativeContext) {}
