import { app, session } from 'electron';
import { message, say } from '@core/messages';
import { isOurPage } from './sender';

/** Every rule for every page in one place: nothing is granted, nothing navigates away, nothing opens. */
export function guardWebContents(origin: string, log: (line: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      log(say(message('log-window-refused', { url })));
      return { action: 'deny' };
    });
    contents.on('will-navigate', (event) => {
      if (isOurPage({ url: event.url, parent: null }, origin)) return;
      event.preventDefault();
      log(say(message('log-navigation-refused', { url: event.url })));
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('render-process-gone', (_gone, details) =>
      log(say(message('log-page-ended', { reason: details.reason }))),
    );
  });
}

/** Electron approves by default; the workbench needs no permission but writing text to the clipboard from its own page. */
export function denyPermissions(origin: string): void {
  const allowed = (permission: string, url: string): boolean =>
    permission === 'clipboard-sanitized-write' && isOurPage({ url, parent: null }, origin);
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(allowed(permission, details.requestingUrl)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    allowed(permission, requestingOrigin),
  );
}
