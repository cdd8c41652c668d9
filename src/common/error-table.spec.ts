import { ERROR_KINDS, type ErrorCode } from '../domain/errors';
import { EDGE_CODES, EXIT, kindOf, outcomeOf } from './error-table';

const CODES = Object.keys(ERROR_KINDS) as ErrorCode[];

describe('every refusal has one HTTP status, exit code and log level', () => {
  it.each([...CODES, ...EDGE_CODES])('%s', (code) => {
    const { status, exit, level } = outcomeOf(code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(Object.values<number>(EXIT)).toContain(exit);
    expect(exit).not.toBe(EXIT.done);
    expect(['info', 'warn', 'error']).toContain(level);
  });

  it.each([
    ['json_invalid', 400, 1],
    ['cooperative_unknown', 404, 1],
    ['over_settled', 422, 1],
    ['event_conflict', 409, 1],
    ['version_stale', 412, 1],
    ['version_required', 428, 1],
    ['chain_broken', 500, 3],
    ['database_busy', 503, 75],
    ['not_permitted', 403, 1],
    ['body_too_large', 413, 1],
    ['internal', 500, 70],
    ['usage', 400, 2],
    ['interrupted', 503, 130],
  ] as const)('%s is %d over HTTP and exit %d', (code, status, exit) => {
    expect(outcomeOf(code)).toMatchObject({ status, exit });
  });

  it('is not misled by names that every object has', () => {
    expect(EDGE_CODES).not.toContain('toString');
    expect(kindOf('over_settled')).toBe('rule');
    expect(kindOf('internal')).toBe('internal');
  });
});
