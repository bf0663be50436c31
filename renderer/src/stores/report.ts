import type { Said } from '@core/messages';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { z } from 'zod';
import { saidOf } from '@core/tensor/errors';
import { REPORT_SECTIONS, type BlobRef, type ReportOptions, type ReportSection } from '@core/engine/contract/contract';
import { useHost } from '../host';
import type { Saved } from '../host/host';
import { keep, restore } from './persist';
import { useNetwork } from './network';
import { useRun } from './run';
import { useSettings } from './settings';

const KEY = 'upbench.report/1';

/** The report's texts and sections, and its preview. */
export const useReport = defineStore('report', () => {
  const host = useHost();
  const run = useRun();
  const network = useNetwork();
  const settings = useSettings();
  const title = ref('');
  const notes = ref('');
  // The choice of sections is kept; title and notes belong to one comparison.
  const sections = ref<ReportSection[]>(restore(KEY, z.array(z.enum(REPORT_SECTIONS)), [...REPORT_SECTIONS]));
  keep(KEY, sections);
  const options = computed((): ReportOptions => ({
    title: title.value,
    notes: notes.value,
    sections: sections.value,
    language: settings.language,
    ...(network.report === null ? {} : { network: network.report }),
  }));

  const made = shallowRef<{ readonly blob: BlobRef; readonly suggestedName: string } | null>(null);
  const busy = ref(false);
  const message = ref<Said>('');
  let abort: AbortController | null = null;

  /** Makes the report again from the results on screen; a report in progress is cancelled. */
  async function make(): Promise<void> {
    cancel();
    const runId = run.exportId;
    if (runId === null) {
      made.value = null;
      return;
    }
    const own = (abort = new AbortController());
    busy.value = true;
    message.value = '';
    try {
      const request = { runId, format: 'html' as const, report: options.value, parts: [...run.parts] };
      const answer = await host.engine.runs.export(request, { signal: own.signal });
      if (!own.signal.aborted) made.value = answer;
    } catch (error) {
      if (!own.signal.aborted) message.value = saidOf(error);
    } finally {
      if (abort === own) busy.value = false;
    }
  }
  function cancel(): void {
    abort?.abort();
    abort = null;
    busy.value = false;
  }

  async function savePdf(): Promise<Saved | null> {
    if (!made.value || !host.savePdf) return null;
    const { blob, suggestedName } = made.value;
    return host.savePdf(blob, suggestedName.replace(/\.html$/, '.pdf'));
  }

  return { title, notes, sections, options, made, busy, message, make, cancel, savePdf };
});
