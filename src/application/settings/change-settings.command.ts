import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changedSettings, SettingsChanged, type DeskSettings } from '../../domain/settings/desk-settings.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** Settles something for the whole desk. Throws SettingsChanged and SettingNotAccepted. */
export class ChangeSettings extends Command<void> {
  constructor(
    readonly wanted: Partial<DeskSettings>,
    /** What was looked at when this was decided; undefined accepts any. */
    readonly expectedVersion: number | undefined,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(ChangeSettings)
export class ChangeSettingsHandler implements ICommandHandler<ChangeSettings> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted, expectedVersion, by }: ChangeSettings): Promise<void> {
    return this.unitOfWork.run(async ({ settings: stored, isRepeated }) => {
      const { version, settings: before } = await stored.lock();
      const { settings, changes } = changedSettings(before, wanted);
      // Stored by an earlier run of this work, and then on that version.
      if (isRepeated && changes.length === 0) return;
      if (expectedVersion !== undefined && expectedVersion !== version)
        throw new SettingsChanged(expectedVersion, version);
      if (changes.length > 0) await stored.save(settings, changes, by, this.clock.now());
    });
  }
}
