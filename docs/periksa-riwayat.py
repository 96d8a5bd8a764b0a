#!/usr/bin/env python3
"""Memeriksa riwayat satu permohonan yang diekspor Alur (alur audit export, atau
riwayat.jsonl dari berkas bukti), atau catatan keamanan (alur audit security --export).
Dari berkas bukti diperiksa juga dokumen, nilai pribadi, dan tanda bukti di samping riwayatnya.

Pemakaian: python3 periksa-riwayat.py BERKAS [SIDIK-SAKSI]
SIDIK-SAKSI adalah surat, berkas, atau tanda bukti dengan sidik bertanda tangan yang disimpan di luar Alur.
Hanya memakai pustaka baku Python dan tidak memerlukan Alur. Setiap peristiwa memuat
sidik SHA-256 atas dirinya sendiri dan atas sidik peristiwa sebelumnya (RFC 8785).
"""
import base64, hashlib, json, os, re, sys

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

def b64(teks):
    isi = base64.b64decode(teks)
    if base64.b64encode(isi).decode() != teks:
        sys.exit("tanda-bukti.json memuat sidik yang bentuknya diubah.")
    return isi

def sha(*bagian):
    return hashlib.sha256(b"".join(bagian)).digest()

# Ed25519 (RFC 8032, 5.1.7), hanya untuk memeriksa; titik dalam koordinat affine.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def tambah(a, b):
    t = D * a[0] * b[0] * a[1] * b[1]
    return ((a[0] * b[1] + a[1] * b[0]) * pow(1 + t, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, P) % P)

def kali(n, a):
    hasil = (0, 1)
    while n:
        if n & 1:
            hasil = tambah(hasil, a)
        a, n = tambah(a, a), n >> 1
    return hasil

def titik(b):
    y = int.from_bytes(b, "little")
    genap, y = y >> 255, y & (2**255 - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P:
        raise ValueError("bukan titik")
    return (P - x if x & 1 != genap else x, y)

def sah(kunci, pesan, tanda):
    try:
        a, r, s = titik(kunci), titik(tanda[:32]), int.from_bytes(tanda[32:], "little")
    except ValueError:
        return False
    h = int.from_bytes(hashlib.sha512(tanda[:32] + kunci + pesan).digest(), "little") % L
    dasar = titik((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    return s < L and len(tanda) == 64 and kali(s, dasar) == tambah(r, kali(h, a))

def sidik_bersama(catatan, kunci):
    """Isi sidik bertanda tangan; berhenti bila tanda tangannya tidak sah menurut kunci."""
    try:
        teks, tanda = catatan.split("\n\n", 1)
        nama, nomor, data = kunci.split("+", 2)
        umum, asal = base64.b64decode(data), teks.split("\n")
        ukuran, akar = int(asal[1]), base64.b64decode(asal[2])
        id = sha(nama.encode() + b"\n", umum)[:4]
        if asal[0] != nama or id.hex() != nomor or umum[0] != 1:
            raise ValueError
        for baris_tanda in tanda.strip().split("\n"):
            siapa, isi = baris_tanda.removeprefix("\u2014 ").split(" ")
            isi = base64.b64decode(isi)
            if siapa == nama and isi[:4] == id:
                if sah(umum[1:], teks.encode() + b"\n", isi[4:]):
                    return ukuran, akar
    except (ValueError, IndexError):
        pass
    sys.exit("Sidik bersama tidak bertanda tangan sah menurut kuncinya.")

def memuat(daun, letak, ukuran, bukti, akar):
    """RFC 6962: bukti membawa daun ke akar daftar bersama."""
    akhir = ukuran - 1
    if not 0 <= letak < ukuran:
        return False
    for p in map(b64, bukti):
        if akhir == 0:
            return False
        if letak & 1 or letak == akhir:
            daun = sha(b"\1", p, daun)
            while not letak & 1 and letak:
                letak, akhir = letak >> 1, akhir >> 1
        else:
            daun = sha(b"\1", daun, p)
        letak, akhir = letak >> 1, akhir >> 1
    return akhir == 0 and daun == akar

def lanjutan(lama, akar_lama, baru, akar_baru, bukti):
    """RFC 6962: daftar yang baru memuat yang lama."""
    jalan = [b64(p) for p in bukti]
    if lama == baru:
        return not jalan and akar_lama == akar_baru
    letak, akhir = lama - 1, baru - 1
    while letak & 1:
        letak, akhir = letak >> 1, akhir >> 1
    if letak == 0:
        jalan.insert(0, akar_lama)
    if not 0 < lama < baru or not jalan:
        return False
    a = b = jalan[0]
    for p in jalan[1:]:
        if akhir == 0:
            return False
        if letak & 1 or letak == akhir:
            a, b = sha(b"\1", p, a), sha(b"\1", p, b)
            while not letak & 1 and letak:
                letak, akhir = letak >> 1, akhir >> 1
        else:
            b = sha(b"\1", b, p)
        letak, akhir = letak >> 1, akhir >> 1
    return akhir == 0 and (a, b) == (akar_lama, akar_baru)

baris = open(sys.argv[1], encoding="utf-8", newline="\n").read().rstrip("\n").split("\n")
kepala, sebelum, tercatat, terbit = json.loads(baris[0]), "0" * 64, {}, {}
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
    if e.get("type") in ("paper-issued", "paper-registered"):
        terbit.setdefault(e["payload"]["code"], {}).update({k: v for k, v in e["payload"].items() if k.endswith("sha256")})
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
    naskah = os.path.join(folder, "naskah")
    if os.path.isdir(naskah):
        semua = {f"naskah-{kode}-{s[:12]}.{'docx' if k == 'docx_sha256' else 'pdf'}": s for kode, x in terbit.items() for k, s in x.items()}
        if semua.keys() != set(os.listdir(naskah)):
            sys.exit(f"naskah/{min(semua.keys() ^ set(os.listdir(naskah)))} tidak ada, atau tidak disebut dalam riwayat.")
        for berkas, tercatat_sidik in semua.items():
            if sidik_berkas(os.path.join(naskah, berkas)) != tercatat_sidik:
                sys.exit(f"naskah/{berkas} bukan naskah yang tercatat: isinya berbeda.")
        print(f"{len(terbit)} naskah cocok.")
    if os.path.isfile(pribadi):
        for v in json.load(open(pribadi, encoding="utf-8")):
            hitung = hashlib.sha256(bytes.fromhex(v["salt"]) + v["value"].encode("utf-8")).hexdigest()
            if hitung != v["commitment"] or not any(f'"commitment":"{hitung}"' in b for b in baris[1:]):
                sys.exit(f"Nilai pribadi untuk {v['item']} bukan yang tercatat.")
    print(f"{len(letak)} dokumen cocok.")

# Tanda bukti: setiap peristiwa ada dalam daftar bersama yang ditandatangani.
bukti = os.path.join(folder, "tanda-bukti.json")
saksi = open(sys.argv[2], encoding="utf-8").read().replace("\r", "") if len(sys.argv) > 2 else ""
for isi in re.findall(r"c2sp\.org/tlog-proof@v1\nextra (\S+)\nindex ", saksi):
    _, milik, nomor, sidik = base64.b64decode(isi).decode().split("\n")[:4]
    if milik == kepala.get("request") and (int(nomor) >= len(baris) or json.loads(baris[int(nomor)])["hash"] != sidik):
        sys.exit(f"Peristiwa {nomor} bukan yang ada pada tanda bukti yang disimpan saksi.")
if os.path.isfile(bukti):
    b = json.load(open(bukti, encoding="utf-8"))
    ukuran, akar = sidik_bersama(b["checkpoint"], b["key"])
    tanda = {x["seq"]: x for x in b["events"]}
    for nomor, teks in enumerate(baris[1:], 1):
        t = tanda.pop(nomor, None)
        daun = sha(b"\0", f"alur-event/1\n{kepala['request']}\n{nomor}\n{json.loads(teks)['hash']}\n".encode())
        if t and not memuat(daun, t["index"], ukuran, t["proof"], akar):
            sys.exit(f"Peristiwa {nomor} bukan yang tercatat dalam daftar bersama.")
        if not t:
            print(f"Peristiwa {nomor} belum bertanda bukti.")
    if tanda:
        sys.exit(f"Peristiwa {min(tanda)} bertanda bukti, tetapi tidak ada.")
    dikenal = {ukuran: akar}
    for x in b["later"]:
        besar, puncak = sidik_bersama(x["checkpoint"], b["key"])
        if not lanjutan(ukuran, akar, besar, puncak, x["proof"]):
            sys.exit("Sidik bersama yang lebih baru tidak memuat yang dipakai di sini.")
        dikenal[besar] = puncak
    print(f"Tanda bukti cocok: daftar bersama dengan {ukuran} catatan, kunci {b['key']}.")
    ada = re.findall(r"(?:^|\n)((?:[^\n]+\n){3,}\n(?:\u2014 [^\n]+\n)+)", saksi + "\n")
    if saksi and not ada:
        sys.exit("Berkas saksi tidak memuat sidik bertanda tangan.")
    for catatan in ada:
        besar, puncak = sidik_bersama(catatan, b["key"])
        if besar not in dikenal:
            print(f"Sidik saksi untuk {besar} catatan tidak dapat dibandingkan: ukurannya lain.")
        elif dikenal[besar] != puncak:
            sys.exit(f"Saksi melihat riwayat lain: sidik untuk {besar} catatan berbeda.")
        else:
            print(f"Cocok dengan sidik saksi untuk {besar} catatan.")
elif "request" in kepala:
    if saksi:
        sys.exit("Berkas ini tidak memuat tanda bukti, jadi tidak dapat dibandingkan dengan sidik saksi.")
    print("Tanpa tanda bukti: riwayat yang dihitung ulang seluruhnya tidak ketahuan dari berkas ini saja.")
nama = f"Permohonan {kepala['request']}" if "request" in kepala else "Catatan keamanan"
print(f"{nama}: {len(baris) - 1} peristiwa, rantai utuh.")
