# The Debian package: `./dev package` makes build/release/linli_VERSION_ARCH.deb.
install(TARGETS linli RUNTIME DESTINATION bin)
install(DIRECTORY packs/ DESTINATION share/linli/packs)
install(FILES README.md README.zh-CN.md CHANGELOG.md docs/configuration.md docs/install.md
              docs/senders.md docs/sso.md docs/import.md
        DESTINATION share/doc/linli)
install(FILES LICENSE DESTINATION share/doc/linli RENAME copyright)
install(DIRECTORY packaging/examples DESTINATION share/doc/linli)
install(FILES packaging/linli.service DESTINATION /usr/lib/systemd/system)
install(FILES packaging/linli.toml DESTINATION /etc/linli
        PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
install(FILES packaging/logrotate DESTINATION /etc/logrotate.d RENAME linli)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME linli)
set(CPACK_PACKAGE_CONTACT "The Linli authors <linli@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "grassroots governance of a Chinese county")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Residents' requests that somebody always holds, on a record that nobody can quietly change.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "logrotate")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql, nginx, prometheus")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/packaging/conffiles ${CMAKE_SOURCE_DIR}/packaging/postinst
    ${CMAKE_SOURCE_DIR}/packaging/prerm ${CMAKE_SOURCE_DIR}/packaging/postrm)
include(CPack)
