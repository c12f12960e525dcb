// Data that a page asks for while somebody uses it: scripts, so that they also load from a disk, and packed (JSON, gzip, base64).
(() => {
  const OLD = "这个浏览器太旧，打不开压缩的数据；请换 2023 年以后的 Chrome、Edge、Firefox 或 Safari。";
  const LOST = "没有取到数据，请检查网络后再试。";
  const loading = new Map();
  window.obPacked = (text) => { document.currentScript.obText = text; };
  const unpack = async (text) => {
    const octets = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return JSON.parse(await new Response(new Blob([octets]).stream().pipeThrough(new DecompressionStream("gzip"))).text());
  };
  const fetched = (address) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => { script.remove(); resolve(script.obText); };
    script.onerror = () => { script.remove(); reject(new Error(address)); };
    document.head.append(script);
  });
  // What stands in the file at this address, fetched once; fails with a sentence for the reader, and may then be asked again.
  window.obLoad = (address) => {
    if (!window.DecompressionStream) return Promise.reject(new Error(OLD));
    if (!loading.has(address)) loading.set(address, fetched(address).then(unpack).catch(() => { loading.delete(address); throw new Error(LOST); }));
    return loading.get(address);
  };
})();
