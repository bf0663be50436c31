import { layerFiles } from '../networks/layerFiles';
import { readNetworkFile } from '../networks/networkFile';
import type { NetworkRuntime } from '../networks/networkRuntime';
import { rewriteNetwork } from '../networks/rewriteNetwork';
import type { RewriteJob, RewriteResult } from '../thread/jobs';

/** Rewrites a layer and holds both networks against each other; what does not hold has no files. */
export async function rewriteJob(job: RewriteJob, runtime: NetworkRuntime): Promise<RewriteResult> {
  const { path, name, layer, to, input } = job;
  const { proof, bytes, rewrite } = await rewriteNetwork(await readNetworkFile(path, name), layer, to, input, {
    runtime,
  });
  if (!proof.holds) return { proof, bytes: null, code: [] };
  const plain = layer.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'layer';
  return { proof, bytes, code: layerFiles(rewrite, { layer, file: name, name: `${plain}.py` }) };
}
