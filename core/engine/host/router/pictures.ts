import { procedures, type EngineParts } from './parts';

export function pictureProcedures({ pictures, begun }: EngineParts) {
  const os = procedures.pictures;
  return {
    list: os.list.handler(async () => {
      await begun;
      return pictures.list();
    }),
    import: os.import.handler(({ input }) => pictures.openBytes(input.bytes, input.name)),
    pair: os.pair.handler(({ input }) => pictures.pair(input.ids, input.names)),
    openPairSample: os.openPairSample.handler(() => pictures.openPairSample()),
    openSample: os.openSample.handler(({ input }) => pictures.openSample(input.name)),
    samples: os.samples.handler(() => pictures.samples()),
    setAside: os.setAside.handler(({ input }) => pictures.setAside(input.ids, input.staying)),
    remove: os.remove.handler(({ input }) => ({ removed: pictures.remove(input.ids) })),
  };
}
