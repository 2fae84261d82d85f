"""What `backup` and `restore` say."""

TEXTS = {
    "backup.reading_tables": ("统计各表。", "Counting the tables."),
    "backup.dumping": ("导出数据库。", "Dumping the database."),
    "backup.packing": ("装入录音等文件。", "Packing recordings and files."),
    "backup.reading": ("恢复到临时数据库,逐项核对。", "Restoring into a database aside and comparing."),
    "backup.encrypting": ("加密。", "Encrypting."),
    "backup.decrypting": ("解密。", "Decrypting."),
    "backup.made": (
        "{rows} 行数据,{files} 个文件,{size} MB;SHA-256 {sha256}",
        "{rows} rows, {files} files, {size} MB; SHA-256 {sha256}",
    ),
    "backup.verified": (
        "已恢复到临时数据库核对:各表、各文件都一致。",
        "Verified by restoring: every table and every file is the same.",
    ),
    "backup.verified_before_encryption": (
        "加密前已恢复到临时数据库核对:各表、各文件都一致。私钥不在本机,加密后的文件只记校验和。",
        "Verified by restoring before it was encrypted: every table and every file is the same. "
        "The private key is not here; of the encrypted file the checksum is kept.",
    ),
    "backup.not_verified": ("备份已保存,但没有通过核对:{why}", "The backup is there but not verified: {why}"),
    "backup.running": (
        "另一次备份或恢复正在进行;等它结束再试。",
        "Another backup or restore is running: try again when it is done.",
    ),
    "backup.disk_full": (
        "{folder} 所在磁盘只剩不到 {free} GB,没有备份,旧备份都在;请腾出空间,或在“设置 → 备份”换一个目录。",
        "The disk of {folder} has less than {free} GB left; no backup was made and the old ones stay. "
        "Make room, or name another folder under Settings, Backup.",
    ),
    "backup.disk": (
        "{folder} 不能用({why}),没有备份;请检查目录和权限。",
        "{folder} cannot be used ({why}); no backup was made. Look at the folder and its rights.",
    ),
    "backup.postgres": ("Postgres 不接受:{why}", "Postgres refuses: {why}"),
    "backup.no_client": (
        "数据库是 Postgres {version},这里没有同版本或更新的 pg_dump;请安装 postgresql-client-{version}。",
        "The database is Postgres {version} and no pg_dump here is as new: "
        "install postgresql-client-{version}.",
    ),
    "backup.no_database": (
        "数据库角色不能建临时数据库,备份没法试恢复;请执行 alter role … createdb。",
        "The database's role may not make a database to try the backup in: alter role … createdb.",
    ),
    "backup.differs": (
        "{what} 等 {count} 项与备份时不一致。",
        "{what} and {count} in all are not what they were when the backup was made.",
    ),
    "backup.unreadable": ("{file} 不是完整的备份文件。", "{file} is not a whole backup."),
    "backup.recipient": (
        "加密公钥不对(应以 age1 开头);请在“设置 → 备份”改正。",
        "The public key is none (age1…): correct it under Settings, Backup.",
    ),
    "backup.identity": (
        "打不开 {file}:用 --identity 指定与加密公钥配对的私钥文件。",
        "{file} does not open: name the file of the private key with --identity.",
    ),
    "backup.not_empty": (
        "这里已有公司的数据,没有恢复;确定要换掉,请加 --replace(旧数据会保留到下次恢复)。",
        "There is a company here, so nothing was restored: --replace puts the backup in its place "
        "(what is there is kept aside until the next restore).",
    ),
    "backup.in_use": (
        "还有程序连着数据库,没有恢复;请先全部停下(systemctl stop estateline.target)。",
        "Programs are connected to the database, so nothing was restored: stop them first "
        "(systemctl stop estateline.target).",
    ),
    "backup.newer": (
        "备份来自更新的版本,没有恢复:{why}",
        "The backup is of a newer version, so nothing was restored: {why}",
    ),
    "restore.running": (
        "正在运行,没有恢复;请先 ./estateline down。",
        "It is running, so nothing was restored: ./estateline down first.",
    ),
    "restore.disk": (
        "磁盘出错,没有恢复:{file} {why};请腾出空间或检查权限后再试。",
        "The disk refused, so nothing was restored: {file} {why}. "
        "Make room, or look at the rights, and try again.",
    ),
    "restore.no_file": ("读不了 {file}:{why}", "{file} cannot be read: {why}"),
    "restore.done": (
        "已恢复到 {taken} 的状态:{rows} 行数据,{files} 个文件。原来的数据库改名为 {before},"
        "文件夹加了 .before;确认无误后可用 ./estateline restore --forget 清除。",
        "Restored as of {taken}: {rows} rows, {files} files. What was there is kept: database {before}, "
        "folders ending in .before. When all is well, ./estateline restore --forget removes them.",
    ),
    "restore.forgotten": (
        "已清除上次恢复时留下的旧数据。",
        "What the last restore had put aside is removed.",
    ),
}
