/** Who is asking, found out once for each request, before anything is counted or allowed. */
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hashSecret } from '../identity/secrets';
import { Sessions } from '../identity/sessions.service';
import { Tokens } from '../identity/tokens.service';
import { ANONYMOUS, type Viewer } from '../identity/viewer';
import { cookieOf } from './cookies';

@Injectable()
export class Viewers {
  private readonly known = new WeakMap<object, Promise<Viewer>>();

  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: Tokens,
  ) {}

  /** Whom a request's session or token stands for at this moment; anonymous without either, and with one that is not good. */
  of(request: FastifyRequest): Promise<Viewer> {
    let viewer = this.known.get(request.raw);
    if (!viewer) this.known.set(request.raw, (viewer = this.find(request)));
    return viewer;
  }

  /** A machine shows its token; what else the request carries does not count then. */
  private async find(request: FastifyRequest): Promise<Viewer> {
    const token = tokenOf(request);
    if (token !== undefined) return this.tokens.viewer(token);
    const secret = cookieOf(request, 'sureg');
    return secret === undefined ? ANONYMOUS : this.sessions.viewer(secret);
  }

  /** The session or token that a request is counted under; undefined for anybody who has none that is good. */
  async credentialOf(request: FastifyRequest): Promise<string | undefined> {
    const { kind, session } = await this.of(request);
    if (kind === 'anonymous') return undefined;
    return session ?? hashSecret(tokenOf(request) ?? '');
  }
}

function tokenOf(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
