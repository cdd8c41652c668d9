/** What every feature may ask for: the clock. */
import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from './clock';

@Module({})
export class CommonModule {
  static of(clock: Clock): DynamicModule {
    return { module: CommonModule, global: true, providers: [{ provide: Clock, useValue: clock }], exports: [Clock] };
  }
}
