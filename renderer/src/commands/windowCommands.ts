import { EXPORT_FORMATS } from '../frame/fileItems';
import { focusArea } from '../composables/areas';
import { notify, notifyError } from '../composables/announce';
import { explain } from '../composables/explain';
import { readClipboardPictures } from '../composables/clipboard';
import { announceSaved } from '../composables/saved';
import { tellUpdate } from '../composables/updates';
import type { Updates } from '../host/host';
import { useExperiment } from '../stores/experiment';
import { useLayout } from '../stores/layout';
import { useNetwork } from '../stores/network';
import { usePictures } from '../stores/pictures';
import { useReport } from '../stores/report';
import { useRun } from '../stores/run';
import { useSessions } from '../stores/sessions';
import { useSettings } from '../stores/settings';
import { useTable } from '../stores/table';
import { useTour } from '../stores/tour';
import { currentView, views } from '../views';
import { showView } from '../views/navigation';
import type { Command } from './registry';

/**
 * Everything the window itself can do. Views and the viewer add their own. Called again for each language, long after
 * `setup`: only stores may be used in here.
 */
export function windowCommands(ui: {
  openPalette(): void;
  openSheet(): void;
  openAbout(): void;
  pickSession(): Promise<void>;
  pickNetwork(): Promise<void>;
  /** Saves the picked picture when the user is on it; says whether. */
  savePicture(): boolean;
  /** Of a method, by its key. */
  nameOf(key: string): string;
  updates: Updates | null;
  translate(key: string, words?: Record<string, string>): string;
}): Command[] {
  const run = useRun();
  const report = useReport();
  const pictures = usePictures();
  const experiment = useExperiment();
  const layout = useLayout();
  const settings = useSettings();
  const table = useTable();
  const tour = useTour();
  const sessions = useSessions();
  const network = useNetwork();

  const { updates } = ui;
  const paste = async (): Promise<void> => {
    const files = await readClipboardPictures();
    if (files.length > 0) await pictures.open(files);
    else notifyError(ui.translate('pictures.nothingToPaste'));
  };
  const hasProblem = (): boolean => document.querySelector('[data-problem]') !== null;
  const nextProblem = (): void => {
    const problems = [...document.querySelectorAll<HTMLElement>('[data-problem]')];
    const at = problems.findIndex((problem) => problem.contains(document.activeElement));
    const next = problems[(at + 1) % problems.length];
    next?.scrollIntoView({ block: 'nearest' });
    (next?.matches('button, [tabindex]') ? next : next?.querySelector<HTMLElement>('button, [tabindex]'))?.focus();
  };

  /** Of the method whose form is open, else of the number that is pointed at, else of the first method. */
  const explainWhatIsOpen = (): void => {
    const open = experiment.setup.methods.find(({ key }) => key === experiment.openKey);
    const place = table.pinned ?? table.pointed;
    if (open || !place) explain('method', open?.id ?? '');
    else explain('metric', place.columnId);
  };

  const isNetworkOnScreen = (): boolean => currentView.value.id === 'network';
  const isExperimentOnScreen = (): boolean => currentView.value.id === 'compare';
  /** "Undone: Pixel shuffle kernelSize" */
  function say(key: string, label: string | null): void {
    if (label === null) return;
    const [head = '', ...rest] = label.split(/[. ]/);
    const name = (methodKey: string): string => ui.nameOf(methodKey);
    const isMethod = experiment.setup.methods.some((method) => label.startsWith(`${method.key}.`));
    const verbs = ['add', 'remove', 'only'];
    const plain = ['scale', 'degradation', 'mode', 'protocol', 'metrics', 'replace', 'reset', 'preset'];
    const what = isMethod
      ? label.endsWith('.enabled')
        ? ui.translate('pane.changes.enabled', { name: name(label.replace(/\.[^.]*$/, '')) })
        : label.replace(/^(.*)\.([^.]*)$/, (_, methodKey: string, field: string) => `${name(methodKey)} ${field}`)
      : verbs.includes(head)
        ? ui.translate(`pane.changes.${head}`, { name: name(rest.join(' ')) })
        : ui.translate(`pane.changes.${plain.includes(head) ? head : 'other'}`);
    notify(ui.translate(key, { what }));
  }

  return [
    {
      id: 'run.start',
      titleKey: 'commands.run.start',
      defaultKeys: ['Ctrl+Enter'],
      run: () => void run.start(),
      enabled: () => run.runnable && !run.running,
    },
    {
      id: 'run.cancel',
      titleKey: 'commands.run.cancel',
      defaultKeys: ['Ctrl+.'],
      run: () => run.cancel(),
      enabled: () => run.running,
    },
    {
      id: 'file.open',
      titleKey: 'commands.file.open',
      defaultKeys: ['Ctrl+O'],
      // The view on screen says what is meant.
      run: () => void (isNetworkOnScreen() ? ui.pickNetwork() : pictures.pick()),
    },
    {
      id: 'file.open-network',
      titleKey: 'commands.file.openNetwork',
      defaultKeys: [],
      run: () => void ui.pickNetwork(),
    },
    {
      id: 'file.open-session',
      titleKey: 'commands.file.openSession',
      defaultKeys: ['Ctrl+Shift+O'],
      run: () => void ui.pickSession(),
    },
    ...([true, false] as const).map((isBundle): Command => ({
      id: isBundle ? 'file.save-session' : 'file.save-session-names',
      titleKey: isBundle ? 'commands.file.saveSession' : 'commands.file.saveSessionNames',
      defaultKeys: isBundle ? ['Ctrl+Shift+S'] : [],
      run: () => void announceSaved(sessions.save(isBundle), ui.translate),
    })),
    ...([1, -1] as const).map((step): Command => ({
      id: step === 1 ? 'file.next-picture' : 'file.previous-picture',
      titleKey: step === 1 ? 'ranking.nextPicture' : 'ranking.previousPicture',
      defaultKeys: [step === 1 ? 'Alt+Down' : 'Alt+Up'],
      enabled: () => pictures.list.length > 1,
      run: () => {
        const at = pictures.list.findIndex(({ id }) => id === pictures.selectedId);
        const next = pictures.list[(at + step + pictures.list.length) % pictures.list.length];
        if (next) pictures.select(next.id);
      },
    })),
    { id: 'file.paste', titleKey: 'commands.file.paste', defaultKeys: [], run: () => void paste() },
    {
      id: 'file.refresh',
      titleKey: 'commands.file.refresh',
      defaultKeys: [],
      run: () => void pictures.refresh().catch(notifyError),
    },
    ...EXPORT_FORMATS.map(({ format, titleKey }): Command => ({
      id: `file.export-${format}`,
      titleKey,
      defaultKeys: format === 'html' ? ['Ctrl+S'] : [],
      enabled: () => run.exportId !== null,
      // On a picture the key saves the picture.
      run: () => {
        if (format === 'html' && ui.savePicture()) return;
        void announceSaved(run.exportAs(format, report.options), ui.translate);
      },
    })),
    {
      id: 'edit.undo',
      titleKey: 'commands.edit.undo',
      defaultKeys: ['Ctrl+Z'],
      // What is not on screen is not undone: fields and editors have an undo of their own.
      run: () => {
        if (isNetworkOnScreen()) network.undo();
        else say('pane.undone', experiment.undo());
      },
      enabled: () => (isNetworkOnScreen() ? network.canUndo : experiment.canUndo && isExperimentOnScreen()),
    },
    {
      id: 'edit.redo',
      titleKey: 'commands.edit.redo',
      defaultKeys: ['Ctrl+Shift+Z'],
      run: () => {
        if (isNetworkOnScreen()) network.redo();
        else say('pane.redone', experiment.redo());
      },
      enabled: () => (isNetworkOnScreen() ? network.canRedo : experiment.canRedo && isExperimentOnScreen()),
    },
    { id: 'edit.reset', titleKey: 'commands.edit.reset', defaultKeys: [], run: () => experiment.reset() },
    ...views
      .filter((view) => !view.hidden)
      .map((view, index): Command => ({
        id: `view.${view.id}`,
        titleKey: 'commands.view.show',
        titleWords: { name: ui.translate(view.titleKey) },
        defaultKeys: index < 9 ? [`Alt+${index + 1}`] : [],
        run: () => showView(view.id),
      })),
    { id: 'window.left', titleKey: 'commands.window.left', defaultKeys: ['Ctrl+B'], run: () => layout.toggleLeft() },
    { id: 'window.dock', titleKey: 'commands.window.dock', defaultKeys: ['Ctrl+J'], run: () => layout.toggleDock() },
    {
      id: 'window.inspector',
      titleKey: 'commands.window.inspector',
      defaultKeys: ['Ctrl+I'],
      enabled: () => layout.hasInspector,
      run: () => layout.toggleInspector(),
    },
    {
      id: 'window.close',
      titleKey: 'commands.window.close',
      defaultKeys: ['Esc'],
      enabled: () => experiment.openKey !== null,
      run: () => (experiment.openKey = null),
    },
    { id: 'window.next-area', titleKey: 'commands.window.nextArea', defaultKeys: ['F6'], run: () => focusArea(1) },
    {
      id: 'window.previous-area',
      titleKey: 'commands.window.previousArea',
      defaultKeys: ['Shift+F6'],
      run: () => focusArea(-1),
    },
    {
      id: 'window.next-problem',
      titleKey: 'commands.window.nextProblem',
      defaultKeys: ['F8'],
      run: nextProblem,
      enabled: hasProblem,
    },
    {
      id: 'window.settings',
      titleKey: 'commands.window.settings',
      defaultKeys: ['Ctrl+,'],
      run: () => showView('settings'),
    },
    {
      id: 'window.palette',
      titleKey: 'commands.window.palette',
      defaultKeys: ['Ctrl+Shift+P', 'Ctrl+K'],
      run: ui.openPalette,
    },
    {
      id: 'window.theme-light',
      titleKey: 'commands.window.themeLight',
      defaultKeys: [],
      run: () => (settings.values.theme = 'light'),
    },
    {
      id: 'window.theme-dark',
      titleKey: 'commands.window.themeDark',
      defaultKeys: [],
      run: () => (settings.values.theme = 'dark'),
    },
    {
      id: 'window.theme-system',
      titleKey: 'commands.window.themeSystem',
      defaultKeys: [],
      run: () => (settings.values.theme = 'system'),
    },
    {
      id: 'window.language',
      titleKey: 'commands.window.language',
      defaultKeys: [],
      run: () => (settings.values.language = settings.language === 'en' ? 'zh-CN' : 'en'),
    },
    {
      id: 'help.explain',
      titleKey: 'commands.help.explain',
      defaultKeys: ['F1'],
      run: () => explainWhatIsOpen(),
    },
    ...(updates === null
      ? []
      : [
          {
            id: 'help.updates',
            titleKey: 'commands.help.updates',
            defaultKeys: [],
            run: () => void tellUpdate(updates, ui.translate, true),
          },
        ]),
    { id: 'help.tour', titleKey: 'commands.help.tour', defaultKeys: [], run: () => tour.start() },
    { id: 'help.shortcuts', titleKey: 'commands.help.shortcuts', defaultKeys: ['?'], run: ui.openSheet },
    { id: 'help.about', titleKey: 'commands.help.about', defaultKeys: [], run: ui.openAbout },
  ];
}
