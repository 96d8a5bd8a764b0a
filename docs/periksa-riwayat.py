#!/usr/bin/env python3
"""Memeriksa riwayat satu permohonan yang diekspor Alur (alur audit export, atau
riwayat.jsonl dari berkas bukti), atau catatan keamanan (alur audit security --export).
Dari berkas bukti diperiksa juga dokumen dan nilai pribadi di samping riwayatnya.

Pemakaian: python3 periksa-riwayat.py BERKAS
Hanya memakai pustaka baku Python dan tidak memerlukan Alur. Setiap peristiwa memuat
sidik SHA-256 atas dirinya sendiri dan atas sidik peristiwa sebelumnya (RFC 8785).
"""
import hashlib, json, os, sys

def kanonik(v):
    if isinstance(v, dict):
        kunci = sorted(v, key=lambda k: k.encode("utf-16-be"))
        return "{" + ",".join(kanonik(k) + ":" + kanonik(v[k]) for k in kunci) + "}"
    if isinstance(v, list):
        return "[" + ",".join(map(kanonik, v)) + "]"
    return json.dumps(v, ensure_ascii=False)

def sidik_berkas(nama):
    sidik = hashlib.sha256()
    with open(nama, "rb") as f:
        while potong := f.read(1 << 20):
            sidik.update(potong)
    return sidik.hexdigest()

baris = open(sys.argv[1], encoding="utf-8", newline="\n").read().rstrip("\n").split("\n")
kepala, sebelum, tercatat = json.loads(baris[0]), "0" * 64, {}
for nomor, teks in enumerate(baris[1:], 1):
    try:
        e = json.loads(teks)
        sidik = e.pop("hash")
    except (ValueError, KeyError, AttributeError):
        sys.exit(f"Peristiwa {nomor} tidak dapat dibaca.")
    hitung = hashlib.sha256(kanonik(e).encode("utf-8")).hexdigest()
    if (e.get("request"), e.get("seq"), e.get("prev"), sidik) != (kepala.get("request"), nomor, sebelum, hitung):
        sys.exit(f"Peristiwa {nomor} tidak sesuai dengan riwayatnya.")
    sebelum = sidik
    if e.get("type") == "document-added":
        tercatat[e["payload"]["id"]] = e["payload"]["sha256"]
if (len(baris) - 1, sebelum) != (kepala["events"], kepala["hash"]):
    sys.exit("Riwayat tidak berakhir seperti yang tercatat pada baris pertama.")

# Berkas bukti: dokumen dan nilai pribadi ada di samping riwayatnya.
folder = os.path.dirname(os.path.abspath(sys.argv[1]))
dokumen, pribadi = os.path.join(folder, "dokumen"), os.path.join(folder, "nilai-pribadi.json")
if os.path.isfile(os.path.join(folder, "periksa.html")) or any("file" in d for d in kepala.get("documents", [])):
    letak = {d["id"]: d.get("file", "") for d in kepala["documents"]}
    if letak.keys() != tercatat.keys():
        sys.exit("Dokumen pada baris pertama bukan dokumen dalam riwayat.")
    for pengenal, berkas in letak.items():
        ada = os.path.join(dokumen, os.path.basename(berkas))
        if not os.path.isfile(ada):
            sys.exit(f"{berkas or pengenal} tidak ada.")
        if sidik_berkas(ada) != tercatat[pengenal]:
            sys.exit(f"{berkas} bukan berkas yang tercatat: isinya berbeda.")
    asing = set(os.listdir(dokumen) if os.path.isdir(dokumen) else []) - {os.path.basename(b) for b in letak.values()}
    if asing:
        sys.exit(f"dokumen/{min(asing)} tidak disebut dalam riwayat.")
    if os.path.isfile(pribadi):
        for v in json.load(open(pribadi, encoding="utf-8")):
            hitung = hashlib.sha256(bytes.fromhex(v["salt"]) + v["value"].encode("utf-8")).hexdigest()
            if hitung != v["commitment"] or not any(f'"commitment":"{hitung}"' in b for b in baris[1:]):
                sys.exit(f"Nilai pribadi untuk {v['item']} bukan yang tercatat.")
    print(f"{len(letak)} dokumen cocok.")
nama = f"Permohonan {kepala['request']}" if "request" in kepala else "Catatan keamanan"
print(f"{nama}: {len(baris) - 1} peristiwa, rantai utuh.")
