import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';

/** What is asked of electron-updater. */
export interface UpdateSource {
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>;
}

/**
 * Where releases are looked up; null in development and in builds that nobody published. Only a published build has
 * `app-update.yml` beside its archive.
 */
export async function updateSource(resourcesPath = process.resourcesPath): Promise<UpdateSource | null> {
  if (!app.isPackaged || !existsSync(join(resourcesPath, 'app-update.yml'))) return null;
  const { default: updater } = await import('electron-updater');
  const { autoUpdater } = updater;
  // It only tells of the release: the user decides what is installed, and when.
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = false;
  autoUpdater.logger = null;
  return autoUpdater;
}

/** The version of a newer release, null when there is none; an error when there is no way to know. */
export async function newerRelease(source: UpdateSource | null): Promise<string | null> {
  if (source === null) throw new UpbenchError('unavailable', message('not-a-release'));
  const found = await source.checkForUpdates();
  return found?.isUpdateAvailable ? found.updateInfo.version : null;
}

/** The page of all releases by the application's own manifest; null when that names no https address. */
export function releasesPage(appPath: string): string | null {
  const { homepage } = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as { homepage?: unknown };
  if (typeof homepage !== 'string' || !homepage.startsWith('https://')) return null;
  return `${homepage.replace(/\/$/, '')}/releases`;
}
