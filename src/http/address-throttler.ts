/** Counts requests by network address, whichever routes they are for. */
import { Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';

@Injectable()
export class AddressThrottler extends ThrottlerGuard {
  protected override generateKey(_context: unknown, address: string): string {
    return address;
  }
}
