import { EventEmitter } from 'node:events';
import type { FastifyInstance } from 'fastify';
import { SlowReaders, STALLED_MILLIS, WHOLE_MILLIS } from './slow-readers.service';

class FakeAnswer extends EventEmitter {
  writableLength = 1_000;
  isCut = false;
  readonly socket = { bytesWritten: 5_000, destroy: () => (this.isCut = true) };
}

function watched(): { readers: SlowReaders; answer: FakeAnswer } {
  const [readers, server, answer] = [new SlowReaders(), new EventEmitter(), new FakeAnswer()];
  readers.watch({ server, addHook: () => undefined } as unknown as FastifyInstance);
  server.emit('request', {}, answer);
  return { readers, answer };
}

describe('a reader who takes nothing', () => {
  it('is cut off after half a minute, and not before', () => {
    const { readers, answer } = watched();
    readers.look(0);
    readers.look(STALLED_MILLIS - 1);
    expect(answer.isCut).toBe(false);
    readers.look(STALLED_MILLIS);
    expect(answer.isCut).toBe(true);
  });

  it('stays while pieces are taken, or while there is nothing to take', () => {
    const { readers, answer } = watched();
    readers.look(0);
    answer.socket.bytesWritten += 10;
    readers.look(STALLED_MILLIS);
    answer.writableLength = 0;
    readers.look(2 * STALLED_MILLIS);
    readers.look(9 * STALLED_MILLIS);
    answer.writableLength = 1_000;
    readers.look(10 * STALLED_MILLIS - 1);
    expect(answer.isCut).toBe(false);
  });

  it('is cut off in the end, however slowly it goes on', () => {
    const { readers, answer } = watched();
    let now = 0;
    for (; now < WHOLE_MILLIS; now += STALLED_MILLIS / 2) {
      answer.socket.bytesWritten += 1;
      readers.look(now);
      expect(answer.isCut).toBe(false);
    }
    readers.look(now);
    expect(answer.isCut).toBe(true);
  });

  it('is forgotten when the answer has ended', () => {
    const { readers, answer } = watched();
    answer.emit('close');
    expect(readers.open).toBe(0);
  });
});
